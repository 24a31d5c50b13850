/** The indexes that there are, against those that there should be. */
import { type Db, type IndexDescription, MongoServerError } from 'mongodb';
import { indexes } from './collections.ts';
import { type ShardKeys, type sharding, toText } from './sharding.ts';

/** `versions.current`: an index of a collection. */
type IndexName = string;

export interface IndexState {
  readonly present: readonly IndexName[];
  readonly missing: readonly IndexName[];
  /** Of the right name, made otherwise. */
  readonly different: readonly IndexName[];
  /** Nobody here made them: they cost time at each write. */
  readonly extra: readonly IndexName[];
}

/** The indexes of each collection. A sharded one can have none that is unique but by its shard key. */
export const indexesFor = (keys: ShardKeys): readonly (readonly [string, readonly IndexDescription[]])[] =>
  Object.entries(wanted).map(([name, list]) => [name, keys.has(name) ? list.map(withoutUnique) : list]);

const wanted: Readonly<Record<keyof typeof sharding, readonly IndexDescription[]>> = {
  ...indexes,
  schema: [],
  copy: [],
  probes: [{ key: { gone: 1 }, name: 'removal', expireAfterSeconds: 3600 }],
};

const withoutUnique = ({ unique: _, ...index }: IndexDescription): IndexDescription => index;

/** Makes those that are missing; what is there stays. */
export async function makeIndexes(database: Db, keys: ShardKeys): Promise<void> {
  for (const [name, list] of indexesFor(keys)) {
    if (list.length > 0) await database.collection(name).createIndexes([...list]);
  }
}

/** Removes an index of a name such as `versions.current`. */
export async function dropIndex(database: Db, name: IndexName): Promise<void> {
  const [collection = '', index = ''] = name.split('.');
  await database.collection(collection).dropIndex(index);
}

export async function readIndexState(database: Db, keys: ShardKeys): Promise<IndexState> {
  const all = await Promise.all(
    indexesFor(keys).map(async ([name, list]) => compare(name, list, await listed(database, name), keys)),
  );
  const of = (kind: keyof IndexState) => all.flatMap((one) => one[kind]);
  return { present: of('present'), missing: of('missing'), different: of('different'), extra: of('extra') };
}

/** What to tell who starts a server, if an index is not as it should be: searches go through everything without it. */
export async function indexWarning(database: Db, keys: ShardKeys): Promise<string | undefined> {
  const { missing, different } = await readIndexState(database, keys);
  const lacking = [...missing, ...different];
  if (lacking.length === 0) return undefined;
  return `The MongoDB database is slow without its indexes ${lacking.join(', ')}: sas store migrate makes them.`;
}

async function listed(database: Db, name: string): Promise<readonly IndexDescription[]> {
  const namespaceNotFound = 26;
  try {
    return (await database.collection(name).listIndexes().toArray()) as IndexDescription[];
  } catch (error) {
    if (error instanceof MongoServerError && error.code === namespaceNotFound) return [];
    throw error;
  }
}

function compare(
  collection: string,
  wantedOnes: readonly IndexDescription[],
  found: readonly IndexDescription[],
  keys: ShardKeys,
): IndexState {
  const nameOf = ({ name }: IndexDescription): IndexName => `${collection}.${name}`;
  const byName = new Map(found.map((index) => [index.name, index]));
  const there = wantedOnes.filter(({ name }) => byName.has(name));
  const isSame = (index: IndexDescription) => shapeOf(index) === shapeOf(byName.get(index.name)!);
  const shardKey = keys.get(collection);
  const isKnown = ({ name, key }: IndexDescription) =>
    name === '_id_' ||
    wantedOnes.some((index) => index.name === name) ||
    (shardKey !== undefined && JSON.stringify(key) === JSON.stringify(shardKey));
  return {
    present: there.filter(isSame).map(nameOf),
    missing: wantedOnes.filter(({ name }) => !byName.has(name)).map(nameOf),
    different: there.filter((index) => !isSame(index)).map(nameOf),
    extra: found.filter((index) => !isKnown(index)).map(nameOf),
  };
}

/** What makes two indexes of one name the same. */
const shapeOf = ({ key, unique = false, sparse = false, expireAfterSeconds = 0 }: IndexDescription): string =>
  `${toText(key as Parameters<typeof toText>[0])} ${unique} ${sparse} ${expireAfterSeconds}`;
