/** A file as the import reads it: several times, from the beginning, gunzipped, cut into pieces. */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Piece, Splitter } from './piece.ts';
import { BundleSplitter } from './split-bundle.ts';
import { LineSplitter } from './split-lines.ts';

export const importFormats = ['ndjson', 'bundle'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** What can be read again and again, each time the same. */
export interface ImportFile {
  /** As the person named it. */
  readonly name: string;
  /** In bytes, as it is (compressed). */
  readonly size: number;
  /** Absent: guessed from the name's ending, else from the first characters. */
  readonly format?: ImportFormat | undefined;
  /** From the beginning. A chunk holds until the next is asked for: its memory may be used again. */
  open(): AsyncIterable<Buffer>;
}

/** How much is read ahead to tell what a file is. */
const headBytes = 64 * 1024;

/** The file's pieces, in groups as they come: they too hold until the next are asked for. `onBytes` is told how many bytes of the file were read. */
export async function* readPieces(file: ImportFile, onBytes: (count: number) => void): AsyncGenerator<Piece[]> {
  const raw = await peek(counted(file.open(), onBytes), 2);
  const isGzip = raw.head.subarray(0, 2).equals(gzipMagic);
  const { head, chunks } = await peek(isGzip ? gunzip(raw.chunks) : raw.chunks, headBytes);
  const hasMark = head.subarray(0, 3).equals(byteOrderMark);
  const format = file.format ?? guessFormat(file.name, head.subarray(hasMark ? 3 : 0).toString());
  const splitter: Splitter = format === 'ndjson' ? new LineSplitter() : new BundleSplitter(file.name);
  yield* split(splitter, hasMark ? withoutFirst(3, chunks) : chunks);
}

const gzipMagic = Buffer.from([0x1f, 0x8b]);
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

async function* split(splitter: Splitter, chunks: AsyncIterable<Buffer>): AsyncGenerator<Piece[]> {
  try {
    for await (const chunk of chunks) yield splitter.push(chunk);
  } catch (error) {
    if (!(error instanceof GzipDamaged)) throw error;
    yield splitter.breakOff(error.message);
    return;
  }
  yield splitter.end();
}

class GzipDamaged extends Error {
  override name = 'GzipDamaged';
}

async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unzipped = createGunzip({ chunkSize: headBytes });
  // The error comes out of the loop below too, where it is told.
  pipeline(Readable.from(copied(chunks)), unzipped, () => {});
  try {
    yield* unzipped as AsyncIterable<Buffer>;
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    throw new GzipDamaged(`the gzip data is damaged or cut short here (${(error as Error).message})`, { cause: error });
  }
}

interface Peeked {
  /** The first bytes, fewer than asked when there are no more. */
  readonly head: Buffer;
  /** Everything, the head included. */
  readonly chunks: AsyncIterable<Buffer>;
}

async function peek(chunks: AsyncIterable<Buffer>, count: number): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let failure: unknown;
  try {
    for (let length = 0; length < count; ) {
      const next = await iterator.next();
      if (next.done) break;
      parts.push(Buffer.from(next.value));
      length += next.value.length;
    }
  } catch (error) {
    failure = error;
  }
  const head = Buffer.concat(parts);
  return { head, chunks: startingWith(head, iterator, failure) };
}

async function* startingWith(head: Buffer, rest: AsyncIterator<Buffer>, failure: unknown): AsyncGenerator<Buffer> {
  try {
    yield head;
    if (failure !== undefined) throw failure;
    yield* { [Symbol.asyncIterator]: () => rest };
  } finally {
    // Who has enough after the head never began the rest: its file would stay open.
    await rest.return?.();
  }
}

async function* counted(chunks: AsyncIterable<Buffer>, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}

async function* copied(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

async function* withoutFirst(count: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of chunks) {
    yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

/** What a file is by its ending, else by its first characters: a Bundle is one JSON object, often over many lines. */
export function guessFormat(name: string, head: string): ImportFormat {
  const ending = /\.(ndjson|jsonl|json)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase();
  if (ending) return ending === 'json' ? 'bundle' : 'ndjson';
  const [firstLine = ''] = head.trimStart().split('\n', 1);
  const goesOn = /[{[,]\s*$/.test(firstLine);
  return goesOn || /"resourceType"\s*:\s*"Bundle"/.test(firstLine.slice(0, 1000)) ? 'bundle' : 'ndjson';
}
