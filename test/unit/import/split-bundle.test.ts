import fc from 'fast-check';
import { parseJson } from '../../../src/fhir/json.ts';
import { ImportRefused } from '../../../src/import/import-refused.ts';
import { maxPieceBytes } from '../../../src/import/piece.ts';
import { BundleSplitter } from '../../../src/import/split-bundle.ts';
import { bundleOf } from '../../support/import-files.ts';

const split = (text: string, chunk = 1000) => {
  const splitter = new BundleSplitter('bundle.json');
  const bytes = Buffer.from(text);
  const pieces = [];
  for (let at = 0; at < bytes.length; at += chunk) pieces.push(...splitter.push(bytes.subarray(at, at + chunk)));
  return [...pieces, ...splitter.end()].map((piece) => ({
    ...piece,
    ...('bytes' in piece ? { bytes: parseJson(piece.bytes.toString()) } : {}),
  }));
};

describe('a Bundle is cut into entries', () => {
  it('finds every entry, whole, however the bytes come and however it is written', () => {
    const entries = fc.array(fc.object({ maxDepth: 3, key: fc.constantFrom('entry', 'a', '"', '\\', '[', '}') }));
    const indent = fc.constantFrom(undefined, 2);
    fc.assert(
      fc.property(entries, indent, fc.integer({ min: 1, max: 50 }), (list, spaces, chunk) => {
        const content = parseJson(JSON.stringify(list)) as unknown[];
        const around = { resourceType: 'Bundle', meta: { entry: [{ not: 'this' }] }, type: 'batch', entry: content };
        const pieces = split(JSON.stringify({ ...around, link: [{ url: 'entry' }] }, undefined, spaces), chunk);
        expect(pieces.map((piece) => 'bytes' in piece && piece.bytes)).toEqual(content);
        expect(pieces.map(({ entry }) => entry)).toEqual(content.map((_, index) => index));
      }),
    );
  });

  it('says on which line an entry begins', () => {
    const text = '{\n"resourceType":"Bundle","type":"collection",\n"entry":[\n{"a":\n1},{"b":2}\n]}';
    expect(split(text)).toEqual([
      { line: 4, entry: 0, bytes: { a: 1 } },
      { line: 5, entry: 1, bytes: { b: 2 } },
    ]);
  });

  it('keeps the entries before the place where it was cut short', () => {
    const text = bundleOf([{ a: 1 }, { b: 2 }]);
    expect(split(text.slice(0, text.indexOf('{"b"') + 3))).toEqual([
      { line: 1, entry: 0, bytes: { a: 1 } },
      { line: 1, problem: expect.stringContaining('cut short') },
    ]);
  });

  it('passes over an entry that is too long', () => {
    expect(split(bundleOf([{ a: 'x'.repeat(maxPieceBytes) }, { b: 2 }]), 1_000_000)).toEqual([
      { line: 1, entry: 0, problem: 'longer than 8 MB: passed over' },
      { line: 1, entry: 1, bytes: { b: 2 } },
    ]);
  });

  it('takes one resource that is no Bundle as it is', () => {
    expect(split('{"resourceType":"Slot","id":"1"}')).toEqual([{ line: 1, bytes: { resourceType: 'Slot', id: '1' } }]);
  });

  it('finds nothing in an empty Bundle', () => {
    expect(split('{"resourceType":"Bundle","type":"searchset"}')).toEqual([]);
  });

  it.each([
    ['an entry that is no object', bundleOf([{ a: 1 }]).replace('[{', '[7,{')],
    ['what follows the end', `${bundleOf([{ a: 1 }])}\n{"resourceType":"Slot"}`],
  ])('tells of %s', (_, text) => {
    expect(split(text).slice(1)).toEqual([{ line: expect.any(Number), problem: expect.stringContaining('no entry') }]);
  });

  it.each(['history', 'message', undefined])('refuses a Bundle of type %s as a whole', (type) => {
    expect(() =>
      split(bundleOf([{ a: 1 }], type as string).replace(/"type":"\w+"/, `"type":${JSON.stringify(type ?? null)}`)),
    ).toThrow(ImportRefused);
  });

  it('refuses what has entries and is no Bundle', () => {
    expect(() => split('{"resourceType":"List","entry":[{}]}')).toThrow(/List/);
  });
});
