/** Bases by where they are, as a command line names them: a data folder or the URI of a database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/application/open-store.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import { newDatabaseUri } from './mongo/mongo-server.ts';

/** Where a base can be that is not there yet. */
export type NewBase = () => Promise<string>;

const folders: string[] = [];

/** A data folder. */
export const newDataDir: NewBase = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sas-base-'));
  folders.push(folder);
  return join(folder, 'data');
};

/** To be called after the last test. */
export const removeDataDirs = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
};

/** A database in MongoDB. */
export const newDatabase: NewBase = newDatabaseUri;

/** Does some work on a base as a server does. */
export async function withBase<T>(
  where: string,
  clock: () => number,
  work: (store: ResourceStore) => Promise<T>,
): Promise<T> {
  const isMongo = where.startsWith('mongodb');
  const store = await openStore({ dataDir: where, mongodbUri: isMongo ? where : undefined }, clock);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
