/** Connects to the database, makes its collections and indexes, and tells in one sentence why that cannot be done. */
import { type Db, MongoClient, type MongoClientOptions, MongoError, ReadConcern } from 'mongodb';
import { collectionsOf, indexes } from './collections.ts';
import { isDuplicate, toStoreError } from './mongo-error.ts';
import { driverLimits } from './time-limits.ts';

/** The database cannot be used as it is; the message is one sentence for the person who starts the server. */
export class StoreNotUsable extends Error {
  override name = 'StoreNotUsable';
}

export interface OpenDatabase {
  readonly client: MongoClient;
  readonly database: Db;
}

/** Every write is on the disk of a majority before it is acknowledged, and only such writes are read. */
const durably = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 5000 },
  readConcern: new ReadConcern('majority'),
  readPreference: 'primary',
} as const;

/** The database of the URI, `sas` when it names none. @throws StoreNotUsable */
export async function openDatabase(uri: string): Promise<OpenDatabase> {
  let client: MongoClient | undefined;
  try {
    client = new MongoClient(uri, limitsFor(uri));
    await client.connect();
    const name = databaseNameOf(client);
    const database = client.db(name, durably);
    await prepare(database);
    return { client, database };
  } catch (error) {
    await client?.close();
    throw notUsable(error);
  }
}

/** The driver takes an option before the URI's parameter of the same name: those that the URI has are left to it. */
const limitsFor = (uri: string): MongoClientOptions =>
  Object.fromEntries(Object.entries(driverLimits).filter(([name]) => !new RegExp(`[?&]${name}=`, 'i').test(uri)));

/** The driver's own default is `test`, which nobody means. */
const databaseNameOf = ({ options }: MongoClient): string => (options.dbName === 'test' ? 'sas' : options.dbName);

async function prepare(database: Db): Promise<void> {
  const collections = collectionsOf(database);
  for (const [name, specifications] of Object.entries(indexes)) {
    if (specifications.length > 0) await database.collection(name).createIndexes([...specifications]);
  }
  try {
    await collections.state.insertOne({ _id: 'applied', seq: 0, at: 0, directory: 0 });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

/** Never the driver's words where they may repeat the URI. */
function notUsable(error: unknown): unknown {
  if (error instanceof StoreNotUsable) return error;
  const reason =
    toStoreError(error)?.reason ??
    (error instanceof MongoError ? 'its address (MONGODB_URI) cannot be used' : undefined);
  return reason === undefined
    ? error
    : new StoreNotUsable(`The MongoDB database cannot be used: ${reason}.`, { cause: error });
}
