/** Connects to the database and sees that it can be used, or tells in one sentence why it cannot. */
import { type Db, MongoClient, type MongoClientOptions, ReadConcern, type TopologyDescription } from 'mongodb';
import { StoreNotUsable } from '../store-not-usable.ts';
import { CausalOrder } from './causal-order.ts';
import { type Collections, collectionsOf } from './collections.ts';
import { toConnectingReason } from './connecting-error.ts';
import { probeEngine } from './probe-engine.ts';
import { migrate } from './schema.ts';
import { demandShardKeys, type ShardKeys } from './sharding.ts';
import { type DriverLimits, driverLimits, maxTimeMS, patientDriverLimits } from './time-limits.ts';
import { readingOn, serverTypes, type Topology, topologyOf, watchTopology } from './topology.ts';

export interface OpenDatabase {
  readonly client: MongoClient;
  readonly database: Db;
  readonly collections: Collections;
  readonly topology: Topology;
  /** What the driver knows of the servers at present. */
  readonly describe: () => TopologyDescription | undefined;
}

/** One that is up to date. */
export interface ReadyDatabase extends OpenDatabase {
  readonly shardKeys: ShardKeys;
}

/** Every write is on the disks of a majority before it is acknowledged, and only such writes are read. */
const durably = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: maxTimeMS },
  readConcern: new ReadConcern('majority'),
  readPreference: 'primary',
} as const;

/** The database of the URI, `sas` when it names none, up to date. @throws StoreNotUsable */
export async function openDatabase(
  uri: string,
  connect: (uri: string) => Promise<OpenDatabase> = connectTo,
): Promise<ReadyDatabase> {
  const open = await connect(uri);
  return closingOnFailure(open, async () => ({ ...open, shardKeys: await bringUpToDate(open) }));
}

/** Makes what the database lacks, once it is clear that it can be trusted; returns its shard keys. @throws StoreNotUsable */
export async function bringUpToDate({ database, topology }: OpenDatabase): Promise<ShardKeys> {
  const keys = await demandShardKeys(database, topology);
  await probeEngine(database);
  await migrate(database, keys);
  return keys;
}

/** The same as it is: nothing is looked at or made. @throws StoreNotUsable */
export async function connectTo(uri: string, limits: DriverLimits = driverLimits): Promise<OpenDatabase> {
  const client = clientOf(uri, limits);
  const describe = watchTopology(client);
  return closingOnFailure({ client }, async () => {
    const database = client.db(databaseNameOf(client, uri), durably);
    await client.connect();
    const topology = topologyOf(serverTypes(describe()));
    const collections = collectionsOf(database, new CausalOrder(client, readingOn[topology]));
    return { client, database, collections, topology, describe };
  });
}

/**
 * The same for who goes through the whole database, once it is clear that it answers: one that is silent would be waited for
 * as long as one that works. @throws StoreNotUsable
 */
export async function connectPatiently(uri: string): Promise<OpenDatabase> {
  const open = await connectTo(uri);
  await closingOnFailure(open, () => open.database.command({ ping: 1 }));
  await open.client.close();
  return connectTo(uri, patientDriverLimits);
}

/** Does some work; its failure closes the client and is told in a sentence. @throws StoreNotUsable */
export async function closingOnFailure<T>({ client }: { client: MongoClient }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await client.close();
    throw notUsable(error);
  }
}

/** What the driver says of a URI that it does not understand may repeat it, with its password. */
function clientOf(uri: string, limits: DriverLimits): MongoClient {
  try {
    return new MongoClient(uri, limitsFor(uri, limits));
  } catch {
    const what = isOfOptions(uri)
      ? 'an option behind its ? is none that the driver knows, or has a value that does not go there'
      : 'it is no address that the driver understands; in a user or a password any of :/?#[]@% is written as % and its code';
    throw new StoreNotUsable(`MONGODB_URI cannot be used: ${what}.`);
  }
}

/** Whether it is only what follows the address that is not understood. A ? before an @ is one of a password. */
function isOfOptions(uri: string): boolean {
  const [address = '', ...options] = uri.split('?');
  return options.length > 0 && !options.join().includes('@') && isUnderstood(address);
}

/** Whether the driver makes a client of it; nothing is connected. */
function isUnderstood(uri: string): boolean {
  try {
    new MongoClient(uri);
    return true;
  } catch {
    return false;
  }
}

/** The driver takes an option before the URI's parameter of the same name: those that the URI has are left to it. */
const limitsFor = (uri: string, limits: DriverLimits): MongoClientOptions =>
  Object.fromEntries(Object.entries(limits).filter(([name]) => !new RegExp(`[?&]${name}=`, 'i').test(uri)));

/** `sas` unless the URI names one. @throws StoreNotUsable for a name that no base can have. */
function databaseNameOf({ options: { dbName } }: MongoClient, uri: string): string {
  if (!namesDatabase(uri)) return 'sas';
  if (isOfTheServer.has(dbName)) {
    throw new StoreNotUsable(
      `MONGODB_URI cannot be used: the database ${dbName} is MongoDB's own; name another, and add ?authSource=${dbName} when the user is known there.`,
    );
  }
  if (!isDatabaseName(dbName))
    throw new StoreNotUsable('MONGODB_URI cannot be used: it names no database that can be.');
  return dbName;
}

/** Of a URI that names none the driver tells its own default, `test`, as of one that names that. */
const namesDatabase = (uri: string): boolean => /^[^/]*:\/\/[^/?]*\/[^?]/.test(uri);

/** What follows the host in many a URI is meant as where the user is known. */
const isOfTheServer: ReadonlySet<string> = new Set(['admin', 'config', 'local']);

/** https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions */
const isDatabaseName = (name: string): boolean => !/[/\\. "$*<>:|?\0]/.test(name) && Buffer.byteLength(name) < 64;

/** Never the driver's own words: they may hold addresses and users. */
export function notUsable(error: unknown): unknown {
  const reason = toConnectingReason(error);
  return reason === undefined ? error : new StoreNotUsable(`The MongoDB database cannot be used: ${reason}.`);
}
