import { guessFormat, type ImportFile, readPieces } from '../../../src/import/import-file.ts';
import { bundleOf, fileOf, gzipOf, linesOf } from '../../support/import-files.ts';

async function piecesOf(file: ImportFile): Promise<string[]> {
  const found: string[] = [];
  for await (const pieces of readPieces(file, () => {})) {
    found.push(...pieces.map((piece) => ('bytes' in piece ? piece.bytes.toString() : piece.problem)));
  }
  return found;
}

const text = linesOf({ a: 1 }, { b: 2 });

describe('a file is read', () => {
  it.each([1, 2, 3, 1000])('plain or gzipped, told by its first bytes, %s bytes at a time', async (chunk) => {
    for (const content of [text, gzipOf(text), Buffer.concat([gzipOf('{"a":1}\n'), gzipOf('{"b":2}\n')])]) {
      expect(await piecesOf(fileOf(content, { chunk }))).toEqual(['{"a":1}', '{"b":2}']);
    }
  });

  it.each([1, 1000])('without the mark of its byte order, %s bytes at a time', async (chunk) => {
    expect(await piecesOf(fileOf(`\uFEFF${text}`, { chunk }))).toEqual(['{"a":1}', '{"b":2}']);
    const bundle = fileOf(`\uFEFF${bundleOf([{ a: 1 }])}`, { name: 'x', chunk });
    expect(await piecesOf(bundle)).toEqual(['{"a":1}']);
  });

  it('up to the place where its gzip data is cut short, which is told', async () => {
    const long = linesOf(...Array.from({ length: 20_000 }, () => ({ n: Math.random() })));
    const zipped = gzipOf(long);
    const found = await piecesOf(fileOf(zipped.subarray(0, zipped.length / 2)));
    expect(found.length).toBeGreaterThan(5000);
    expect(found.at(-1)).toContain('gzip');
    expect(found.slice(0, -1).every((piece) => long.includes(`${piece}\n`))).toBe(true);
  });

  it.each([
    ['in a line', linesOf({ a: 1 }, { b: 2 }).slice(0, -3), 'x.ndjson', 2],
    ['between two lines', linesOf({ a: 1 }, { b: 2 }), 'x.ndjson', 3],
    ['in an entry', bundleOf([{ resource: 1 }, { resource: 2 }]).slice(0, -9), 'x.json', 1],
    ['after the Bundle', bundleOf([{ resource: 1 }]), 'x.json', 1],
  ])('with one bad piece where its gzip data is damaged %s', async (_, content, name, line) => {
    const bad: number[] = [];
    const damaged = fileOf(gzipOf(content).subarray(0, -8), { name });
    for await (const pieces of readPieces(damaged, () => {})) {
      bad.push(...pieces.flatMap((piece) => ('problem' in piece ? piece.line : [])));
    }
    expect(bad).toEqual([line]);
  });

  it('telling how much of it was read', async () => {
    let read = 0;
    const file = fileOf(gzipOf(text), { chunk: 7 });
    for await (const _ of readPieces(file, (count) => {
      read += count;
    }));
    expect(read).toBe(file.size);
  });

  it('as nothing when it is empty', async () => {
    expect(await piecesOf(fileOf('', { name: 'x' }))).toEqual([]);
    expect(await piecesOf(fileOf(''))).toEqual([]);
  });

  it('handing on what goes wrong while it is read', async () => {
    const broken: ImportFile = {
      name: 'x.ndjson',
      size: 1,
      async *open() {
        yield Buffer.from('{}\n');
        throw new Error('the disk is gone');
      },
    };
    await expect(piecesOf(broken)).rejects.toThrow('the disk is gone');
  });

  it('closing it, however little of it was wanted', async () => {
    let isClosed = false;
    async function* open() {
      try {
        for (const _ of [1, 2, 3]) yield Buffer.from('{"a":1}\n'.repeat(20_000));
      } finally {
        isClosed = true;
      }
    }
    for await (const _ of readPieces({ name: 'x.ndjson', size: 480_000, open }, () => {})) break;
    expect(isClosed).toBe(true);
  });
});

describe('a format is guessed', () => {
  it.each([
    ['a.ndjson', '{', 'ndjson'],
    ['a.ndjson.gz', '{', 'ndjson'],
    ['a.jsonl', '{', 'ndjson'],
    ['A.JSON', '{"resourceType":"Slot"}\n{}', 'bundle'],
    ['a.json.gz', '', 'bundle'],
    ['-', '{"resourceType":"Slot","id":"1"}\n{"resourceType":"Slot"}', 'ndjson'],
    ['-', '{"resourceType":"Bundle","type":"batch","entry":[]}', 'bundle'],
    ['-', '\n\n{\n  "resourceType": "Bundle"', 'bundle'],
    ['-', '{"resourceType": "Bundle",\n "entry": [', 'bundle'],
    ['-', 'what is this\n', 'ndjson'],
    ['data', '', 'ndjson'],
  ])('%s that begins with %j is %s', (name, head, format) => {
    expect(guessFormat(name, head)).toBe(format);
  });
});
