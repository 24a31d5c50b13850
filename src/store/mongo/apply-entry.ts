/**
 * Carries out what an entry of the log says. Every step can be repeated, at the same time or much later, by whoever finds
 * the entry: rows are inserted under their own number, a row's end only ever moves to an earlier number, and the state
 * goes from one number to the next once.
 */
import type { AnyBulkWriteOperation, Filter, OptionalUnlessRequiredId, UpdateFilter } from 'mongodb';
import type { Collections } from './collections.ts';
import type { LogEntry, PurgeEffect } from './log-entry.ts';
import { isOnlyDuplicates } from './mongo-error.ts';
import type { OrderedCollection } from './ordered-collection.ts';
import { queueMessages } from './outbox-lines.ts';
import type { OnStep } from './protocol.ts';
import { effectsOf, type PrepareVersion, type RowChanges, toEntryChanges } from './row-changes.ts';
import type { AgendaRow, ClaimRow, VersionRow } from './rows.ts';

type AnyRow = AgendaRow | ClaimRow | VersionRow;

export interface Applier {
  readonly collections: Collections;
  readonly prepare: PrepareVersion;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly onStep: OnStep;
}

/** Carries the entry out, then moves the state on. Returns whether it was this call that moved it. */
export async function applyEntry(applier: Applier, entry: LogEntry): Promise<boolean> {
  const { collections, prepare, clock, onStep } = applier;
  const { versions, agenda, claims, lines, state } = collections;
  const { effects = [], after } = entry;
  const changes = toEntryChanges(entry, prepare);
  // What is replaced ends before its successor comes: the index of current rows takes one of each key.
  await Promise.all([
    endRows(versions, changes.versions, {}),
    endRows(agenda, changes.agenda, removable),
    endRows(claims, changes.claims, removable),
    ...effectsOf(effects, 'purge').map((purge) => purgeSlots(collections, purge)),
  ]);
  onStep('rows-ended');
  await Promise.all([
    insertRows(versions, changes.versions),
    insertRows(agenda, changes.agenda),
    insertRows(claims, changes.claims),
  ]);
  onStep('rows-inserted');
  await queueMessages(lines, effectsOf(effects, 'send'), { at: after.at, now: clock() });
  onStep('messages-queued');
  const before = { _id: 'applied', seq: entry._id, ...(after.base === undefined ? {} : { base: after.base }) } as const;
  const { modifiedCount } = await state.updateOne(before, { $set: after });
  onStep('state-moved');
  return modifiedCount === 1;
}

/** Rows that are nobody's history go some hours after their end; the database's own clock says when that was. */
export const removable = { $currentDate: { gone: true } } as const;

/** Gives rows that are replaced their end, if they have none that is earlier. */
export async function endRows<R extends AnyRow>(
  collection: Pick<OrderedCollection<R>, 'bulkWrite'>,
  { ends }: RowChanges<R>,
  more: object,
): Promise<void> {
  if (ends.length === 0) return;
  const operations = ends.map(({ _id, key, until }) => ({
    updateOne: { filter: { _id, key }, update: { ...endAt(until), ...more } },
  }));
  await collection.bulkWrite(operations as unknown as AnyBulkWriteOperation<R>[], { ordered: false });
}

const endAt = (until: number) => ({ $min: { until }, $unset: { current: '' } });

/** Inserts the rows that are not there yet. */
export async function insertRows<R extends AnyRow>(
  collection: Pick<OrderedCollection<R>, 'insertMany'>,
  { rows }: RowChanges<R>,
): Promise<void> {
  if (rows.length === 0) return;
  try {
    await collection.insertMany(rows as unknown as OptionalUnlessRequiredId<R>[], { ordered: false });
  } catch (error) {
    if (!isOnlyDuplicates(error)) throw error;
  }
}

async function purgeSlots({ versions, agenda, claims }: Collections, { seq, slotIds }: PurgeEffect): Promise<void> {
  const end = async <R extends AnyRow>(
    collection: OrderedCollection<R>,
    keys: readonly string[],
    more: object = {},
  ) => {
    const earlier = { key: { $in: keys }, _id: { $lt: seq } } as unknown as Filter<R>;
    const ending = { $min: { until: seq, ...more }, $unset: { current: '' }, ...removable };
    await collection.updateMany(earlier, ending as unknown as UpdateFilter<R>);
  };
  const keys = slotIds.map((id) => `Slot/${id}`);
  await Promise.all([end(versions, keys, { purged: seq }), end(agenda, slotIds), end(claims, slotIds)]);
}
