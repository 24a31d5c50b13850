/** Files of an import that stand in memory, and an import of them. */
import { gzipSync } from 'node:zlib';
import { projectSlot } from '../../src/agenda/render/slot.ts';
import type { ImportFile, ImportFormat } from '../../src/import/import-file.ts';
import { type ImportOptions, importFiles } from '../../src/import/import-files.ts';
import { type Notice, type Summary, toText } from '../../src/import/report.ts';
import { SqliteResourceStore } from '../../src/store/sqlite/sqlite-resource-store.ts';
import { nine } from './resources.ts';

export interface MemoryFile {
  readonly name?: string;
  readonly format?: ImportFormat;
  /** Bytes at a time. */
  readonly chunk?: number;
}

/** A file of these bytes, which can be read again and again, always into the same memory. */
export function fileOf(content: string | Buffer, options: MemoryFile = {}): ImportFile {
  const bytes = Buffer.from(content as string);
  const { name = 'file.ndjson', format, chunk = 64 * 1024 } = options;
  return {
    name,
    format,
    size: bytes.length,
    async *open() {
      const memory = Buffer.alloc(chunk);
      for (let at = 0; at < bytes.length; at += chunk) {
        const length = bytes.copy(memory, 0, at, at + chunk);
        yield memory.subarray(0, length);
        memory.fill('?');
      }
    },
  };
}

/** NDJSON of these resources; a text stands as it is. */
export const linesOf = (...lines: readonly (object | string)[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

export const gzipOf = (text: string): Buffer => gzipSync(text);

/** A Bundle of these entries. */
export const bundleOf = (entries: readonly object[], type = 'collection'): string =>
  JSON.stringify({ resourceType: 'Bundle', type, entry: entries });

/** An empty store in memory, at nine. */
export const emptyStore = (): SqliteResourceStore =>
  new SqliteResourceStore({ file: ':memory:', projectSlot, clock: () => nine });

export interface Imported {
  readonly summary: Summary;
  /** What was told, as lines of text. */
  readonly told: readonly string[];
  readonly notices: readonly Notice[];
}

export type ImportInto = typeof importInto;

/** Imports NDJSON lines or whole files; new ids are `new-1`, `new-2` … */
export async function importInto(
  store: SqliteResourceStore,
  input: string | readonly ImportFile[],
  options: Partial<ImportOptions> = {},
): Promise<Imported> {
  const notices: Notice[] = [];
  let ids = 0;
  const files = typeof input === 'string' ? [fileOf(input)] : input;
  const summary = await importFiles(files, {
    store,
    newId: () => `new-${++ids}`,
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  return { summary, notices, told: notices.map(toText) };
}
