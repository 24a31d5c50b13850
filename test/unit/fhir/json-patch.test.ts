import fc from 'fast-check';
import { parseJson } from '../../../src/fhir/json.ts';
import { applyJsonPatch } from '../../../src/fhir/json-patch.ts';
import { issuesOf } from '../../support/refusal.ts';

/** The cases of RFC 6902, appendix A, and those that its text asks for. */
const fitting: [string, unknown, object[], unknown][] = [
  ['adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
  ['adds over a member', { a: 1 }, [{ op: 'add', path: '/a', value: 2 }], { a: 2 }],
  ['adds an item before another', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
  ['adds an item at the end', { a: [1] }, [{ op: 'add', path: '/a/-', value: [2] }], { a: [1, [2]] }],
  ['adds null', {}, [{ op: 'add', path: '/a', value: null }], { a: null }],
  ['adds the whole', { a: 1 }, [{ op: 'add', path: '', value: [] }], []],
  ['removes a member', { a: 1, b: 2 }, [{ op: 'remove', path: '/b' }], { a: 1 }],
  ['removes an item', { a: [1, 2, 3] }, [{ op: 'remove', path: '/a/1' }], { a: [1, 3] }],
  ['replaces a value', { a: { b: 1 } }, [{ op: 'replace', path: '/a/b', value: 2 }], { a: { b: 2 } }],
  ['moves a value', { a: { b: 1 }, c: {} }, [{ op: 'move', from: '/a/b', path: '/c/d' }], { a: {}, c: { d: 1 } }],
  ['moves an item', { a: [1, 2, 3] }, [{ op: 'move', from: '/a/0', path: '/a/2' }], { a: [2, 3, 1] }],
  ['copies a value', { a: { b: 1 } }, [{ op: 'copy', from: '/a', path: '/c' }], { a: { b: 1 }, c: { b: 1 } }],
  [
    'tests a value, the order of keys aside',
    { a: { b: 1, c: [2] } },
    [{ op: 'test', path: '/a', value: { c: [2], b: 1 } }],
    { a: { b: 1, c: [2] } },
  ],
  [
    'reads escapes in a pointer',
    { 'a/b': 1, 'm~n': 2 },
    [
      { op: 'test', path: '/a~1b', value: 1 },
      { op: 'remove', path: '/m~0n' },
    ],
    { 'a/b': 1 },
  ],
  ['reads an empty key', { '': 1 }, [{ op: 'replace', path: '/', value: 2 }], { '': 2 }],
  [
    'does one operation on what the one before left',
    {},
    [
      { op: 'add', path: '/a', value: {} },
      { op: 'add', path: '/a/b', value: 1 },
    ],
    { a: { b: 1 } },
  ],
  ['ignores what it does not know', { a: 1 }, [{ op: 'remove', path: '/a', xyz: 1 }], {}],
];

const unfit: [string, unknown, object][] = [
  ['a missing parent', {}, { op: 'add', path: '/a/b', value: 1 }],
  ['a text for a parent', { a: 'text' }, { op: 'add', path: '/a/0', value: 1 }],
  ['nothing to remove', {}, { op: 'remove', path: '/a' }],
  ['nothing to replace', {}, { op: 'replace', path: '/a', value: 1 }],
  ['an index beyond the end', { a: [1] }, { op: 'add', path: '/a/2', value: 1 }],
  ['an index with a leading zero', { a: [1, 2] }, { op: 'remove', path: '/a/01' }],
  ['the place after the end, to be removed', { a: [1] }, { op: 'remove', path: '/a/-' }],
  ['the length of a list', { a: [1] }, { op: 'replace', path: '/a/length', value: 0 }],
  ['a value that is another', { a: '10' }, { op: 'test', path: '/a', value: 10 }],
  ['what objects inherit', {}, { op: 'add', path: '/toString/x', value: 1 }],
  ['what lists inherit', { a: [] }, { op: 'copy', from: '/a/map', path: '/b' }],
  ['a move into itself', { a: { b: 1 } }, { op: 'move', from: '/a', path: '/a/b' }],
];

describe('a JSON Patch', () => {
  it.each(fitting)('%s', (_, document, operations, wanted) => {
    const before = JSON.stringify(document);
    expect(applyJsonPatch(document, operations)).toEqual(wanted);
    expect(JSON.stringify(document)).toBe(before);
  });

  it.each(unfit)('does not fit %s, and says which operation', (_, document, operation) => {
    const [issue] = issuesOf(() => applyJsonPatch(document, [operation]));
    expect(issue).toMatchObject({ code: 'business-rule', expression: ['[0]'] });
  });

  it('keeps the digits of numbers, its own and those of the document', () => {
    const document = parseJson('{"a":10.0,"b":{"c":1e400}}');
    const patch = parseJson(
      '[{"op":"test","path":"/a","value":10.0},{"op":"add","path":"/d","value":2.50},{"op":"copy","from":"/b","path":"/e"}]',
    );
    expect(JSON.stringify(applyJsonPatch(document, patch))).toBe('{"a":10.0,"b":{"c":1e400},"d":2.50,"e":{"c":1e400}}');
  });

  it('does not step into such a number', () => {
    const patch = [{ op: 'replace', path: '/a/rawJSON', value: '1' }];
    expect(issuesOf(() => applyJsonPatch(parseJson('{"a":10.0}'), patch))).toHaveLength(1);
  });

  it('that makes one value of another does so', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (document, value) => {
        expect(applyJsonPatch(document, [{ op: 'replace', path: '', value }])).toEqual(value);
      }),
    );
  });
});
