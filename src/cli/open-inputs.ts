/** The files that a command line names, made such that they can be read several times. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportFile } from '../import/import-file.ts';

/** Read at a time: a thousand slots and more. */
const chunkBytes = 1024 * 1024;

export interface Inputs {
  readonly files: readonly ImportFile[];
  /** Removes the temporary files. */
  dispose(): Promise<void>;
}

/**
 * The named files; `-` is `standardInput`. What comes only once, standard input or a pipe, is kept in a temporary file
 * until `dispose`.
 * @throws Error with one sentence when a file cannot be read.
 */
export async function openInputs(names: readonly string[], standardInput: Readable): Promise<Inputs> {
  const spools: string[] = [];
  const removeSpools = async () => {
    for (const folder of spools) await rm(folder, { recursive: true, force: true });
  };
  try {
    const files: ImportFile[] = [];
    for (const name of names) files.push(await openInput(name, standardInput, spools));
    return { files, dispose: removeSpools };
  } catch (error) {
    await removeSpools();
    throw error;
  }
}

async function openInput(name: string, standardInput: Readable, spools: string[]): Promise<ImportFile> {
  if (name === '-') return spool('standard input', standardInput, spools);
  try {
    const stats = await stat(name);
    if (stats.isDirectory()) throw new Error(`${name} is a folder: name the files in it`);
    if (!stats.isFile()) return await spool(name, createReadStream(name), spools);
    return fileAt(name, name, stats.size);
  } catch (error) {
    throw readable(name, error);
  }
}

async function spool(name: string, source: Readable, spools: string[]): Promise<ImportFile> {
  const folder = await mkdtemp(join(tmpdir(), 'sas-import-'));
  spools.push(folder);
  const path = join(folder, 'spool');
  await pipeline(source, createWriteStream(path, { mode: 0o600 }));
  return fileAt(name, path, (await stat(path)).size);
}

const fileAt = (name: string, path: string, size: number): ImportFile => ({
  name,
  size,
  open: () => readingFrom(name, path),
});

/** Always into the same memory: what is read of a large file would take as much room as the file, until it is collected. */
async function* readingFrom(name: string, path: string): AsyncGenerator<Buffer> {
  const chunk = Buffer.allocUnsafeSlow(chunkBytes);
  try {
    await using file = await open(path);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } catch (error) {
    throw readable(name, error);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  ENOSPC: 'the disk has no room for the copy that is made of it',
};

/** What the system says of a file, in a sentence. */
function readable(name: string, error: unknown): unknown {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
  return reason ? new Error(`${name} cannot be read: ${reason}`, { cause: error }) : error;
}
