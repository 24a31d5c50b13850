/** The JSON documents that a command line names: files, folders of files, NDJSON, standard input. */
import { createReadStream } from 'node:fs';
import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The text of one document, and where it is: a file, `file:line` of NDJSON, or `-`. */
export interface Document {
  readonly name: string;
  readonly text: string;
}

/** The documents in order. Throws an Error with one sentence when a file cannot be read. */
export async function* readDocuments(names: readonly string[], standardInput: Readable): AsyncGenerator<Document> {
  for (const name of names) {
    if (name === '-') yield* ofText('-', await text(standardInput));
    else for (const path of await filesAt(name)) yield* ofFile(path);
  }
}

async function filesAt(name: string): Promise<string[]> {
  const stats = await stat(name).catch((error: unknown) => {
    throw new Error(`${name} cannot be read`, { cause: error });
  });
  if (!stats.isDirectory()) return [name];
  const found = await Array.fromAsync(glob('**/*.{json,JSON,ndjson,NDJSON}', { cwd: name }));
  return found.sort().map((path) => join(name, path));
}

async function* ofFile(path: string): AsyncGenerator<Document> {
  if (/\.ndjson$/i.test(path)) yield* linesOf(path, createInterface(createReadStream(path)));
  else yield { name: path, text: withoutMark(await readFile(path, 'utf8')) };
}

/** One document, or NDJSON: then every line that is not blank is a document of its own. */
async function* ofText(name: string, content: string): AsyncGenerator<Document> {
  const lines = content.split('\n');
  const isNdjson = lines.filter((line) => line.trim() !== '').length > 1 && lines.every(isWholeLine);
  if (isNdjson) yield* linesOf(name, lines);
  else yield { name, text: withoutMark(content) };
}

const isWholeLine = (line: string): boolean => line.trim() === '' || /^\s*\{.*\}\s*$/.test(line);

async function* linesOf(name: string, lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Document> {
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() !== '') yield { name: `${name}:${number}`, text: number === 1 ? withoutMark(line) : line };
  }
}

/** Some editors begin a file with a byte order mark, which is no JSON. */
const withoutMark = (content: string): string => content.replace(/^\uFEFF/, '');
