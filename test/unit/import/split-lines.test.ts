import fc from 'fast-check';
import { maxPieceBytes } from '../../../src/import/piece.ts';
import { LineSplitter } from '../../../src/import/split-lines.ts';

const split = (text: string, chunk = 1000) => {
  const splitter = new LineSplitter();
  const bytes = Buffer.from(text);
  const pieces = [];
  for (let at = 0; at < bytes.length; at += chunk) pieces.push(...splitter.push(bytes.subarray(at, at + chunk)));
  return [...pieces, ...splitter.end()].map((piece) => ({
    ...piece,
    ...('bytes' in piece ? { bytes: piece.bytes.toString() } : {}),
  }));
};

describe('NDJSON is cut into lines', () => {
  it('numbers lines from 1, counting the empty ones it leaves out', () => {
    expect(split('{"a":1}\n\n \r\n{"b":2}\n')).toEqual([
      { line: 1, bytes: '{"a":1}' },
      { line: 4, bytes: '{"b":2}' },
    ]);
  });

  it('tells a last line that has no end, for it may have been cut short', () => {
    expect(split('1\n2')).toEqual([
      { line: 1, bytes: '1' },
      { line: 2, bytes: '2', isAtEnd: true },
    ]);
  });

  it('finds the same lines however the bytes come', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'é', '\u{1f600}', '{', '"', '\\', ' ') });
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 20 }), (lines, chunk) => {
        const text = lines.map((one) => `${one}x\n`).join('');
        expect(split(text, chunk)).toEqual(lines.map((one, index) => ({ line: index + 1, bytes: `${one}x` })));
      }),
    );
  });

  it('passes over a line that is too long and goes on behind it', () => {
    const long = 'x'.repeat(maxPieceBytes + 1);
    const problem = 'longer than 8 MB: passed over';
    const wanted = [
      { line: 1, problem },
      { line: 2, bytes: 'y' },
    ];
    expect(split(`${long}\ny\n`, 100_000)).toEqual(wanted);
    expect(split(`${long}\ny\n`, Number.MAX_SAFE_INTEGER)).toEqual(wanted);
  });

  it('holds little of a line that is too long', () => {
    const splitter = new LineSplitter();
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 200; count++) splitter.push(chunk);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(3 * maxPieceBytes);
    expect(splitter.end()).toMatchObject([{ line: 1, problem: expect.stringContaining('longer') }]);
  });
});
