/** What `sas doctor` tells of a MongoDB database. Nothing of the URI but the addresses of the servers, never a user. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Db, MongoServerError } from 'mongodb';
import { copyFacts, outboxFact, schemaFact, toFact, toMegabytes } from '../facts.ts';
import type { Fact } from '../store-upkeep.ts';
import { findCopyMark } from './copy-mark.ts';
import { readIndexState } from './index-state.ts';
import type { OpenDatabase } from './open-database.ts';
import { engineVersion, isTooOld } from './probe-engine.ts';
import { migrations, schemaVersion } from './schema.ts';
import { readShardKeys, type ShardKeys, sharding, shardingFaults, toText } from './sharding.ts';
import { findState } from './snapshot.ts';
import { maxTimeMS } from './time-limits.ts';
import { serverTypes, standaloneWarning } from './topology.ts';

/** Looks at everything; `clock` is this machine's, in milliseconds since 1970. */
export async function examine(open: OpenDatabase, clock: () => number): Promise<readonly Fact[]> {
  const { database } = open;
  await everyoneHeard(open);
  const keys = await readShardKeys(database, open.topology);
  return [
    toFact('store', `MongoDB, database ${database.databaseName}`, { kind: 'mongodb', database: database.databaseName }),
    topologyFact(open),
    serversFact(open),
    await versionFact(database),
    shardingFact(keys),
    schemaFact(await schemaVersion(database), migrations.length),
    ...copyFacts(await findCopyMark(database)),
    await indexesFact(database, keys),
    durabilityFact(database),
    await clockFact(database, clock),
    await logFact(open),
    await linesFact(open),
    await sizesFact(database),
  ];
}

function topologyFact({ topology, describe }: OpenDatabase): Fact {
  const setName = describe()?.setName ?? undefined;
  if (topology === 'standalone') return toFact('topology', standaloneWarning, { kind: topology }, 'note');
  return toFact('topology', setName ? `${topology} ${setName}` : topology, { kind: topology, setName });
}

/** How long members may take to answer the driver's greeting, and how often that is looked at, in milliseconds. */
const greetingMs = 2000;
const pollMs = 20;

/** The driver is connected when it has found one to write to; the others may not have answered yet. */
async function everyoneHeard({ describe }: OpenDatabase): Promise<void> {
  for (let waited = 0; waited < greetingMs && serverTypes(describe()).includes('Unknown'); waited += pollMs) {
    await delay(pollMs);
  }
}

/** As the driver sees them: a member that cannot be reached is of the type `Unknown`. */
function serversFact({ describe }: OpenDatabase): Fact {
  const servers = [...(describe()?.servers.values() ?? [])].map(({ address, type, maxWireVersion }) => ({
    address,
    type,
    wireVersion: maxWireVersion,
  }));
  const isReached = servers.every(({ type }) => type !== 'Unknown');
  const text = servers.map(({ address, type, wireVersion }) => `${address} ${type} (wire version ${wireVersion})`);
  return toFact('servers', text.join(', '), servers, isReached ? 'good' : 'wrong');
}

async function versionFact(database: Db): Promise<Fact> {
  const { version, versionArray } = await engineVersion(database);
  return toFact('version', version, version, isTooOld(versionArray) ? 'wrong' : 'good');
}

function shardingFact(keys: ShardKeys): Fact {
  const faults = shardingFaults(keys);
  const value = Object.fromEntries(keys);
  if (faults.length > 0) return toFact('sharding', faults.join('; '), value, 'wrong');
  const sharded = [...keys].map(([name, key]) => `${name} by ${toText(key)}`);
  return toFact('sharding', sharded.length > 0 ? sharded.join(', ') : 'no collection is sharded', value);
}

async function indexesFact(database: Db, keys: ShardKeys): Promise<Fact> {
  const state = await readIndexState(database, keys);
  const { present, missing, different, extra } = state;
  const parts = [
    `${present.length} present`,
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(different.length > 0 ? [`not as they should be: ${different.join(', ')}`] : []),
    ...(extra.length > 0 ? [`extra: ${extra.join(', ')}`] : []),
  ];
  const isWhole = missing.length + different.length === 0;
  return toFact('indexes', parts.join('; '), state, isWhole ? (extra.length > 0 ? 'note' : 'good') : 'wrong');
}

function durabilityFact({ writeConcern, readConcern }: Db): Fact {
  const { w, journal } = writeConcern ?? {};
  const text = `written with w: ${w}${journal ? ' and journal' : ''}, read with ${readConcern?.level}`;
  return toFact('write-concern', text, { w, journal, readConcern: readConcern?.level });
}

/** Holds and leases end by the clocks of the servers: more than this, in milliseconds, and they end visibly too early. */
const mostDifference = 2000;

async function clockFact(database: Db, clock: () => number): Promise<Fact> {
  const begun = clock();
  const theirs = await databaseTime(database);
  if (theirs === undefined) return toFact('clock', 'the database does not tell its time', null, 'note');
  const ended = clock();
  // Their clock was read at some instant in between.
  const difference = Math.round(theirs - (begun + ended) / 2);
  const precision = Math.ceil((ended - begun) / 2);
  const text = `the database's clock is ${Math.abs(difference)} ms ${difference < 0 ? 'behind' : 'ahead of'} this machine's (give or take ${precision} ms)`;
  const isFar = Math.abs(difference) - precision > mostDifference;
  return toFact('clock', text, { differenceMs: difference, precisionMs: precision }, isFar ? 'wrong' : 'good');
}

/** From the greeting, which every user may ask for; under its old name where there is no other. */
async function databaseTime(database: Db): Promise<number | undefined> {
  for (const command of ['hello', 'isMaster']) {
    try {
      const { localTime } = await database.admin().command({ [command]: 1 });
      if (localTime instanceof Date) return localTime.getTime();
    } catch (error) {
      if (!(error instanceof MongoServerError)) throw error;
    }
  }
  return undefined;
}

async function logFact({ collections }: OpenDatabase): Promise<Fact> {
  const { seq, at } = (await findState(collections)) ?? { seq: 0, at: 0 };
  const filter = { _id: { $gte: seq }, effects: { $exists: true } };
  const open = await collections.log.countDocuments(filter, { maxTimeMS });
  const value = { lastWrite: seq, lastWriteAt: at > 0 ? new Date(at).toISOString() : null, notCarriedOut: open };
  const last = value.lastWriteAt ? `, made at ${value.lastWriteAt}` : '';
  const waiting = open > 0 ? `; commits not carried out yet: ${open}, which any server that runs does` : '';
  return toFact('log', `last write ${seq}${last}${waiting}`, value, open > 0 ? 'note' : 'good');
}

async function linesFact({ collections: { lines } }: OpenDatabase): Promise<Fact> {
  const waiting = await lines.countDocuments({ due: { $exists: true } }, { maxTimeMS });
  const parked = await lines.countDocuments({ 'messages.isParked': true }, { maxTimeMS });
  return outboxFact('lines', { waiting, parked });
}

interface Size {
  readonly documents: number;
  readonly bytes: number;
  readonly storedBytes: number;
  readonly indexBytes: number;
}

async function sizesFact(database: Db): Promise<Fact> {
  const sizes: Record<string, Size> = {};
  for (const name of Object.keys(sharding)) {
    const size = await sizeOf(database, name);
    if (size && size.documents > 0) sizes[name] = size;
  }
  const text = Object.entries(sizes).map(
    ([name, { documents, storedBytes, indexBytes }]) =>
      `${name} ${documents.toLocaleString('en')} (${toMegabytes(storedBytes)} and ${toMegabytes(indexBytes)} of indexes)`,
  );
  return toFact('sizes', text.join(', ') || 'nothing is kept yet', sizes);
}

async function sizeOf(database: Db, name: string): Promise<Size | undefined> {
  try {
    const { count, size, storageSize, totalIndexSize } = await database.command({ collStats: name });
    const [documents, bytes, storedBytes, indexBytes] = [count, size, storageSize, totalIndexSize].map((one) =>
      Number(one ?? 0),
    ) as [number, number, number, number];
    return { documents, bytes, storedBytes, indexBytes };
  } catch (error) {
    if (error instanceof MongoServerError) return undefined;
    throw error;
  }
}
