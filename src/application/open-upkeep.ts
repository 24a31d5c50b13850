/** The upkeep of the store that a configuration means. */
import { SqliteUpkeep } from '../store/sqlite/sqlite-upkeep.ts';
import type { StoreUpkeep } from '../store/store-upkeep.ts';
import { databaseFile, type StoreSettings } from './open-store.ts';

/** Rejects with StoreNotUsable and one sentence for a person. */
export async function openUpkeep({ dataDir, mongodbUri }: StoreSettings): Promise<StoreUpkeep> {
  if (mongodbUri === undefined) return new SqliteUpkeep(databaseFile(dataDir));
  const { MongoUpkeep } = await import('../store/mongo/mongo-upkeep.ts');
  return MongoUpkeep.open(mongodbUri, Date.now);
}
