/** The base as it was when all writes up to a number were carried out. */
import type { Filter, WithId } from 'mongodb';
import type { Collections } from './collections.ts';
import type { State, StateDocument } from './log-entry.ts';
import { storeReplaced } from './mongo-error.ts';
import type { OrderedCollection } from './ordered-collection.ts';
import { heldAt, type KeyedRow } from './rows.ts';
import { maxTimeMS } from './time-limits.ts';
import { readingOn, type Topology } from './topology.ts';

const applied = { _id: 'applied' } as const;

/** How far the log is carried out, at least: where a primary was just replaced it may be further. @throws OutcomeError */
export const readState = async (collections: Collections): Promise<State> => demand(await findState(collections));

/** How far the log is carried out now: what every reader must see. @throws OutcomeError */
export const readLatestState = async (collections: Collections, topology: Topology): Promise<State> =>
  demand(await findLatestState(collections, topology));

/** As `readState`; null of a database that no server was ever started on. */
export const findState = async ({ state }: Collections): Promise<State | null> =>
  toState(await state.findOne(applied, { maxTimeMS }));

/** As `readLatestState`; null of a database that no server was ever started on. */
export const findLatestState = async ({ state }: Collections, topology: Topology): Promise<State | null> =>
  toState(await state.findLatest(applied, { readConcern: readingOn[topology].stateReadConcern, maxTimeMS }));

/** A server makes the state when it starts. */
function demand(state: State | null): State {
  if (!state) throw storeReplaced();
  return state;
}

function toState(document: StateDocument | null): State | null {
  if (!document) return null;
  const { _id, ...state } = document;
  return state;
}

/** The rows of some keys that are wanted as they were at a number. */
export interface KeysAt {
  readonly seq: number;
  readonly keys: readonly string[];
}

/**
 * The rows that keys had at a number, by key. Current rows tell nearly always; where one is missing, or newer, and a commit
 * was under way, the row before is looked for.
 */
export async function rowsAt<R extends KeyedRow>(
  { log }: Collections,
  collection: OrderedCollection<R>,
  { seq, keys }: KeysAt,
): Promise<Map<string, R>> {
  const found = await currentRows(collection, { seq, keys });
  const missing = keys.filter((key) => !found.has(key));
  if (missing.length === 0 || !(await isUnderWay(log, seq))) return found;
  const formerOnes = { key: { $in: missing }, ...heldAt(seq) } as unknown as Filter<R>;
  const options = { maxTimeMS, projection: withoutIndexFields };
  const former = byKey(await collection.find<WithId<R>>(formerOnes, options).toArray(), () => true);
  return new Map([...found, ...former]);
}

/** Who looks up a key need not read by what else the row is found. */
const withoutIndexFields = { terms: 0, moments: 0 } as const;

/** The same as long as no commit follows the number: then rows may be missing. */
export async function currentRows<R extends KeyedRow>(
  collection: OrderedCollection<R>,
  { seq, keys }: KeysAt,
): Promise<Map<string, R>> {
  if (keys.length === 0) return new Map();
  const currentOnes = { current: { $in: keys } } as unknown as Filter<R>;
  const options = { maxTimeMS, projection: withoutIndexFields };
  return byKey(await collection.find<WithId<R>>(currentOnes, options).toArray(), (row) => row._id <= seq);
}

/** Whether a commit follows a number. Rows change only after their entry stands in the log. */
export const isUnderWay = async (log: Collections['log'], seq: number): Promise<boolean> =>
  (await log.findOne({ _id: seq }, { projection: { _id: 1 }, maxTimeMS })) !== null;

const byKey = <R extends KeyedRow>(rows: readonly WithId<R>[], isWanted: (row: WithId<R>) => boolean): Map<string, R> =>
  new Map(rows.filter(isWanted).map((row) => [row.key, row as unknown as R]));
