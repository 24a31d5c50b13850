/** The files that a command line names, made such that they can be read several times. */
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ImportFile } from '../import/import-file.ts';
import { isMeantAsUri } from '../uri-text.ts';

/** Read at a time: a thousand slots and more. */
const chunkBytes = 1024 * 1024;

export interface Inputs {
  readonly files: readonly ImportFile[];
  /** Closes the temporary files. */
  dispose(): Promise<void>;
}

/**
 * The named files; `-` is `standardInput`. What comes only once, standard input or a pipe, is kept in a temporary file
 * until `dispose`.
 * @throws Error with one sentence when a file cannot be read.
 */
export async function openInputs(names: readonly string[], standardInput: Readable): Promise<Inputs> {
  const spools: Spool[] = [];
  const dispose = async () => {
    for (const one of spools) await one.close();
  };
  try {
    const files: ImportFile[] = [];
    if (names.some(isMeantAsUri)) {
      throw new Error('an import reads files, no URI: the MongoDB base that it writes to is named by MONGODB_URI');
    }
    for (const name of names) files.push(await openInput(name, standardInput, spools));
    return { files, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function openInput(name: string, standardInput: Readable, spools: Spool[]): Promise<ImportFile> {
  if (name === '-') return spool('standard input', standardInput, spools);
  try {
    const stats = await stat(name);
    if (stats.isDirectory()) throw new Error(`${name} is a folder: name the files in it`);
    if (!stats.isFile()) return await spool(name, createReadStream(name), spools);
    return { name, size: stats.size, open: () => readingFrom(name) };
  } catch (error) {
    throw readable(name, error);
  }
}

async function spool(name: string, source: Readable, spools: Spool[]): Promise<ImportFile> {
  const kept = await openSpool();
  spools.push(kept);
  const { file } = kept;
  await file.writeFile(source);
  return { name, size: (await file.stat()).size, open: () => chunksOf(file) };
}

/** A temporary file that has no name any more, so that no end of this process leaves it behind. */
interface Spool {
  readonly file: FileHandle;
  close(): Promise<void>;
}

async function openSpool(): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), 'sas-import-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const file = await open(join(folder, 'spool'), 'wx+', 0o600);
    // Not every system takes the name of a file that is open: there it goes when it is closed.
    await remove().catch(() => {});
    return { file, close: () => file.close().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function* readingFrom(path: string): AsyncGenerator<Buffer> {
  try {
    await using file = await open(path);
    yield* chunksOf(file);
  } catch (error) {
    throw readable(path, error);
  }
}

/**
 * All of it, wherever others read in it. Always into the same memory: what is read of a large file would take as much room
 * as the file, until it is collected.
 */
async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  const chunk = Buffer.allocUnsafeSlow(chunkBytes);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, at);
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
    at += bytesRead;
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
