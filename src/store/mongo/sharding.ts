/** How collections may be sharded: one table, for the check at the start, for `sas doctor` and for docs/mongodb.md. */
import { type Db, MongoServerError } from 'mongodb';
import { StoreNotUsable } from '../store-not-usable.ts';
import type { Topology } from './topology.ts';

/** Fields with their order, or `hashed`. */
export type ShardKey = Readonly<Record<string, 1 | -1 | 'hashed'>>;

interface Sharding {
  /** What it may be sharded by; the first is the one to choose. Not to be sharded at all is always right. */
  readonly keys: readonly [ShardKey, ...ShardKey[]];
  /** Whether it grows so large that it may have to be. */
  readonly isLarge: boolean;
}

/** Two shards could each take a document of the same `_id` if it were sharded by anything else. */
const byId: Sharding['keys'] = [{ _id: 'hashed' }, { _id: 1 }];

/** A row is always written with the same key, so it always comes to the same shard. */
const byKey: Sharding['keys'] = [{ key: 1 }, { key: 'hashed' }];

export const sharding = {
  log: { keys: byId, isLarge: false },
  state: { keys: byId, isLarge: false },
  versions: { keys: byKey, isLarge: true },
  agenda: { keys: [{ schedule: 1, start: 1 }], isLarge: true },
  claims: { keys: byKey, isLarge: true },
  lines: { keys: byId, isLarge: true },
  schema: { keys: byId, isLarge: false },
  copy: { keys: byId, isLarge: false },
  probes: { keys: byId, isLarge: false },
} as const satisfies Readonly<Record<string, Sharding>>;

/** The shard keys of the collections that are sharded, by name. */
export type ShardKeys = ReadonlyMap<string, ShardKey>;

const unauthorized = 13;

/**
 * The collections of the base that are sharded.
 * Only the cluster's own list (`config.collections`) has the keys. Who may not read it can still ask each collection
 * whether it is sharded, which is enough as long as none is.
 * @throws StoreNotUsable when one is and its key may not be read.
 */
export async function readShardKeys(database: Db, topology: Topology): Promise<ShardKeys> {
  if (topology !== 'sharded cluster') return new Map();
  try {
    return await listedKeys(database);
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== unauthorized) throw error;
  }
  for (const name of Object.keys(sharding)) {
    if (!(await isSharded(database, name))) continue;
    throw new StoreNotUsable(
      `The MongoDB database cannot be used: its collection ${name} is sharded, and the user may not read by what: grant it the role read on the database config.`,
    );
  }
  return new Map();
}

/** The same where it is right. @throws StoreNotUsable when a collection is sharded as it must not be. */
export async function demandShardKeys(database: Db, topology: Topology): Promise<ShardKeys> {
  const keys = await readShardKeys(database, topology);
  const faults = shardingFaults(keys);
  if (faults.length === 0) return keys;
  throw new StoreNotUsable(`The MongoDB database cannot be used: ${faults.join('; ')}.`);
}

interface ListedCollection {
  /** Database and collection. */
  readonly _id: string;
  readonly key: ShardKey;
  /** Of old versions: it is there no more. */
  readonly dropped?: boolean;
  /** It was moved as a whole: it is in the list without being sharded. */
  readonly unsplittable?: boolean;
}

async function listedKeys(database: Db): Promise<ShardKeys> {
  const { databaseName } = database;
  const ids = Object.keys(sharding).map((name) => `${databaseName}.${name}`);
  const list = database.client.db('config').collection<ListedCollection>('collections');
  const found = await list.find({ _id: { $in: ids }, dropped: { $ne: true }, unsplittable: { $ne: true } }).toArray();
  return new Map(found.map(({ _id, key }) => [_id.slice(databaseName.length + 1), key]));
}

async function isSharded(database: Db, name: string): Promise<boolean> {
  const namespaceNotFound = 26;
  try {
    return (await database.command({ collStats: name })).sharded === true;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === namespaceNotFound) return false;
    throw error;
  }
}

/** Why the collections may not be sharded as they are, a sentence each. */
export const shardingFaults = (keys: ShardKeys): readonly string[] =>
  Object.entries<Sharding>(sharding).flatMap(([name, { keys: allowed }]) => {
    const key = keys.get(name);
    if (!key || allowed.some((one) => toText(one) === toText(key))) return [];
    return [
      `the collection ${name} is sharded by ${toText(key)}, and must not be sharded or be sharded by ${allowed.map(toText).join(' or ')}`,
    ];
  });

/** `{ schedule: 1, start: 1 }` */
export const toText = (key: ShardKey): string =>
  `{ ${Object.entries(key)
    .map(([field, order]) => `${field}: ${typeof order === 'string' ? `'${order}'` : Number(order)}`)
    .join(', ')} }`;

/** The commands of the shell that shard what is worth it in a database. */
export const shardingCommands = (databaseName: string): readonly string[] =>
  Object.entries<Sharding>(sharding)
    .filter(([, { isLarge }]) => isLarge)
    .map(([name, { keys }]) => `sh.shardCollection('${databaseName}.${name}', ${toText(keys[0])})`);
