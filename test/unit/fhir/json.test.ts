import fc from 'fast-check';
import { isContainer, isJsonObject, maxDepth, parseJson, parseStored } from '../../../src/fhir/json.ts';
import { issuesOf } from '../../support/refusal.ts';

const values = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'));
const told = (text: string): string => issuesOf(() => parseJson(text))[0]!.diagnostics;

describe('JSON', () => {
  it('comes back as it was, once read and written, whatever its blanks', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(value));
      }),
    );
  });

  it.each(['10.0', '1e400', '-0', '12345678901234567890', '0.10', '1E5', '-1.50e-10'])(
    'keeps the digits of %s',
    (digits) => {
      for (const text of [digits, `[${digits}]`, `{"a":${digits}}`]) expect(JSON.stringify(parseJson(text))).toBe(text);
    },
  );

  it('gives ordinary numbers where nothing is lost', () => {
    expect(parseJson('{ "a": [1, 0.5, -3] }')).toEqual({ a: [1, 0.5, -3] });
  });

  it('tells a number that kept its digits from an object', () => {
    const raw = parseJson('10.0');
    expect([isContainer(raw), isJsonObject(raw)]).toEqual([false, false]);
    expect([isContainer([]), isJsonObject([]), isJsonObject({}), isContainer(null)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it.each([
    ['', 'position 0'],
    ['{"a":1,}', 'position 7'],
    ['{"a":tru}', 'position 5'],
    ['{"a":1} x', 'position 8'],
    ['{"a":1,"a":2}', 'the key "a" stands twice in one object, at position 8'],
    ['{"a":1,"a":1}', 'the key "a" stands twice in one object, at position 8'],
    ['[{"b":{"c":1,"c":1}}]', 'the key "c" stands twice in one object, at position 14'],
    ['{"a":{"a":":"},"b":[{"a":1}],"\\u0061":2}', 'the key "a" stands twice in one object, at position 30'],
    ['{"a":1,"__proto__":1}', '"__proto__", which no FHIR element has, at position 8'],
    ['{"\\u005F_proto_\\u005f" : 1}', '"__proto__"'],
  ])('refuses %s and says where or why', (text, reason) => {
    expect(told(text)).toContain(reason);
  });

  it.each([
    ['{"a":"\\u0000"}', 'the control character \\u0000, which no FHIR text may, at position 6'],
    ['{"a":"\\n\\u001B"}', 'the control character \\u001B, which no FHIR text may, at position 8'],
    ['["\\b"]', 'the control character \\b, which no FHIR text may, at position 2'],
    ['["\\\\\\f"]', 'the control character \\f, which no FHIR text may, at position 4'],
    ['{"\\u0001":1.0}', 'the control character \\u0001, which no FHIR text may, at position 2'],
    ['["a\\ud800"]', '\\ud800, half of a surrogate pair, which is no Unicode text, at position 3'],
    ['["\\uDBFFx\\uDC00"]', '\\uDBFF, half of a surrogate pair'],
    ['["\\udc00\\ud800"]', '\\udc00, half of a surrogate pair'],
    ['["\\ud83d\\ude00\\ude00"]', '\\ude00, half of a surrogate pair, which is no Unicode text, at position 14'],
    ['["\\\\\\\\ud83d\\ude00"]', '\\ude00, half of a surrogate pair, which is no Unicode text, at position 11'],
  ])('refuses %s, whose escapes stand for no text, and says where', (text, reason) => {
    expect(told(text)).toContain(reason);
  });

  it('takes every other escape', () => {
    const text = String.raw`["\t\r\n\u0009\u000a\u000D\u0020\u007f\u0085", "\ud83d\uDE00\uD83D\ude00", "\\u0000\\b\\\\ud800\\\\f", "\/"]`;
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each(['x', '[', '\\n', '\\"', 'é'])('reads a text of millions of characters (%j)', (character) => {
    const text = `{ "a": "${character.repeat(1_000_000)}" }`;
    expect(JSON.stringify(parseJson(text)).length).toBe(text.length - 3);
  });

  it('does not take a colon in a text for that of a key', () => {
    expect(parseJson('{ "a": "\\"a\\": \\\\", "b": ":" }')).toEqual({ a: '"a": \\', b: ':' });
  });

  it(`nests ${maxDepth} levels and no more`, () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseJson(nested(maxDepth))).toHaveLength(1);
    expect(told(`{ "a": ${nested(maxDepth)} }`)).toContain(`nests more than ${maxDepth} levels deep, at position 106`);
    expect(parseJson(`"${nested(maxDepth * 2)}"`)).toBe(nested(maxDepth * 2));
  });
});

describe('a text that this server has written', () => {
  it.each(['{"a":10.0}', '{"a":[1e400]}', '{"a":[{},-0.50]}'])('keeps the digits of its numbers: %s', (text) => {
    expect(JSON.stringify(parseStored(text))).toBe(text);
  });

  it.each(['{"a":"\\u0000\\ud800"}', '{"a":"\\u0000\\ud800","b":1.0}'])(
    'is read though it holds what is refused today: %s',
    (text) => {
      expect(JSON.stringify(parseStored(text))).toBe(text);
    },
  );

  it('is read as it is where it has no number', () => {
    const text = '{"start":"2026-11-23T09:00:00+01:00","list":["a,1","b"],"is":true}';
    expect(parseStored(text)).toEqual(JSON.parse(text));
  });
});
