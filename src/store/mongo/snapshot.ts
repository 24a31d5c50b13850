/** The base as it was when all writes up to a number were carried out. */
import type { Collection, Filter, WithId } from 'mongodb';
import type { Collections } from './collections.ts';
import type { State } from './log-entry.ts';
import { heldAt, type KeyedRow } from './rows.ts';
import { maxTimeMS } from './time-limits.ts';

/** How far the log is carried out now: what every reader sees. */
export async function readState({ state }: Collections): Promise<State> {
  const { seq = 0, at = 0, directory = 0 } = (await state.findOne({ _id: 'applied' }, { maxTimeMS })) ?? {};
  return { seq, at, directory };
}

/**
 * The rows that keys had at a number, by key. Current rows tell nearly always; where one is missing, or newer, and a commit
 * was under way, the row before is looked for.
 */
export async function rowsAt<R extends KeyedRow>(
  { log }: Collections,
  collection: Collection<R>,
  { seq, keys }: { readonly seq: number; readonly keys: readonly string[] },
): Promise<Map<string, R>> {
  if (keys.length === 0) return new Map();
  const currentOnes = { current: { $in: keys } } as unknown as Filter<R>;
  const found = byKey(await collection.find(currentOnes, { maxTimeMS }).toArray(), (row) => row._id <= seq);
  const missing = keys.filter((key) => !found.has(key));
  if (missing.length === 0 || !(await isUnderWay(log, seq))) return found;
  const formerOnes = { key: { $in: missing }, ...heldAt(seq) } as unknown as Filter<R>;
  const former = byKey(await collection.find(formerOnes, { maxTimeMS }).toArray(), () => true);
  return new Map([...found, ...former]);
}

/** Rows change only after their entry stands in the log. */
const isUnderWay = async (log: Collections['log'], seq: number): Promise<boolean> =>
  (await log.findOne({ _id: seq }, { projection: { _id: 1 }, maxTimeMS })) !== null;

const byKey = <R extends KeyedRow>(rows: readonly WithId<R>[], isWanted: (row: WithId<R>) => boolean): Map<string, R> =>
  new Map(rows.filter(isWanted).map((row) => [row.key, row as unknown as R]));
