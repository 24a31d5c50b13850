/** The shape of the database, by version: what is missing is made, and what a newer program made is left alone. */
import { randomUUID } from 'node:crypto';
import type { Collection, Db } from 'mongodb';
import { wrongSchema } from '../schema-version.ts';
import { makeIndexes } from './index-state.ts';
import type { StateDocument } from './log-entry.ts';
import { isDuplicate } from './mongo-error.ts';
import type { ShardKeys } from './sharding.ts';

/** A step from one version to the next; it may be carried out again, by several servers at once. */
export interface Migration {
  readonly description: string;
  readonly run: (database: Db, keys: ShardKeys) => Promise<void>;
}

/** Never change a step that was released: add one. */
export const migrations: readonly Migration[] = [
  { description: 'make the collections and their indexes', run: makeIndexes },
];

interface SchemaDocument {
  readonly _id: 'schema';
  readonly version: number;
}

/** How many migrations the database has had. */
export async function schemaVersion(database: Db): Promise<number> {
  return (await schemaIn(database).findOne({ _id: 'schema' }))?.version ?? 0;
}

/** The steps that the database lacks. @throws StoreNotUsable when a newer program has changed it. */
export async function missingMigrations(database: Db): Promise<readonly Migration[]> {
  const version = await schemaVersion(database);
  if (version <= migrations.length) return migrations.slice(version);
  throw wrongSchema('The MongoDB database', version, migrations.length);
}

/** Brings the database up to date. */
export async function migrate(database: Db, keys: ShardKeys): Promise<void> {
  for (const { run } of await missingMigrations(database)) await run(database, keys);
  await schemaIn(database).updateOne({ _id: 'schema' }, { $max: { version: migrations.length } }, { upsert: true });
  await makeState(database);
}

async function makeState(database: Db): Promise<void> {
  const states = database.collection<StateDocument>('state');
  const base = randomUUID();
  try {
    await states.insertOne({ _id: 'applied', seq: 0, at: 0, directory: 0, base });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  // One that an older program has made.
  await states.updateOne({ _id: 'applied', base: { $exists: false } }, { $set: { base } });
}

const schemaIn = (database: Db): Collection<SchemaDocument> => database.collection('schema');
