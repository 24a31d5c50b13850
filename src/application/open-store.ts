/** Which store a configuration means. */
import { join } from 'node:path';
import { projectSlot } from '../agenda/render/slot.ts';
import type { Config } from '../config.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { SqliteResourceStore } from '../store/sqlite/sqlite-resource-store.ts';

/** The file of the embedded store in its folder. */
export const databaseFile = (dataDir: string): string => join(dataDir, 'sas.db');

/** What says where resources are kept. */
export type StoreSettings = Pick<Config, 'dataDir'> & {
  readonly mongodbUri?: Config['mongodbUri'];
  /** See `SqliteStoreOptions`; on MongoDB every commit is on the disks of a majority. */
  readonly isSyncedAtClose?: boolean | undefined;
};

/**
 * Opens the store that the configuration names: MongoDB when it names one, else the file in its folder.
 * `warn` is told, in a sentence, what is accepted and not advised. Rejects with StoreNotUsable and one sentence.
 */
export async function openStore(
  { dataDir, mongodbUri, isSyncedAtClose = false }: StoreSettings,
  clock: () => number,
  warn?: (warning: string) => void,
): Promise<ResourceStore> {
  if (mongodbUri === undefined) {
    return new SqliteResourceStore({ file: databaseFile(dataDir), projectSlot, clock, isSyncedAtClose });
  }
  // Its driver is loaded where it is used: it takes longer than opening a file.
  const { MongoResourceStore } = await import('../store/mongo/mongo-resource-store.ts');
  return MongoResourceStore.open({ uri: mongodbUri, projectSlot, clock, ...(warn ? { warn } : {}) });
}
