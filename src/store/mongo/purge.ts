/** Removes what nobody asks for any more: free slots that are past. A purge is a commit like any other. */
import type { Slot } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import type { Seen } from '../unit-of-work.ts';
import type { Collections } from './collections.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { StoreUnit } from './decide-group.ts';
import { heldAt, type VersionRow } from './rows.ts';
import { readState } from './snapshot.ts';
import { toTermText } from './term-text.ts';
import { maxTimeMS, type RunInTime } from './time-limits.ts';
import { startParam } from './wants.ts';

/** Slots removed in one commit: others write in between. */
const batchSize = 500;

export interface PurgeBase {
  readonly collections: Collections;
  readonly queue: CommitQueue;
  /** For each reading. */
  readonly inTime: RunInTime;
}

/** Milliseconds since 1970. */
interface PurgeTime {
  readonly before: number;
  readonly now: number;
}

const freeTerm = toTermText('Slot', { param: 'status', value: 'free', scope: '' });

/** Removes free slots that ended before `before`, and before now, with their history; returns how many. */
export async function purgeSlots(base: PurgeBase, { before, now }: PurgeTime): Promise<number> {
  const limit = Math.min(before, now);
  let removed = 0;
  let last = 0;
  for (;;) {
    const batch = await base.inTime(() => readBatch(base.collections, { limit, last }));
    const past = batch.filter((row) => isEnded(row, limit));
    if (past.length > 0) removed += await base.queue.submit(purgeOf(past, now));
    if (batch.length < batchSize) return removed;
    last = batch.at(-1)!._id;
  }
}

/** The next of the free slots that began before `limit`, behind the number `last`. */
async function readBatch(collections: Collections, { limit, last }: { limit: number; last: number }) {
  const { seq } = await readState(collections);
  const filter = {
    terms: freeTerm,
    moments: { $elemMatch: { param: startParam, lo: { $lt: limit } } },
    ...heldAt(seq),
    _id: { $gt: last, $lte: seq },
  };
  const options = {
    sort: { _id: 1 },
    limit: batchSize,
    projection: { id: 1, version: 1, json: 1 },
    maxTimeMS,
  } as const;
  return collections.versions.find(filter, options).toArray();
}

const isEnded = ({ json }: Pick<VersionRow, 'json'>, limit: number): boolean => {
  const range = parseDateTime((JSON.parse(json!) as Slot).end ?? '');
  return range !== undefined && range.from < limit;
};

/** Removes those of the slots that are still as they were found, and that nobody has. */
const purgeOf = (past: readonly Pick<VersionRow, 'id' | 'version'>[], now: number): StoreUnit<number> => ({
  sees: { keys: past.map(({ id }) => ({ type: 'Slot', id })), claims: past.map(({ id }) => id) },
  decide: (seen) => {
    const slotIds = past.filter((slot) => isNobodys(seen, slot, now)).map(({ id }) => id);
    return { changes: slotIds.length > 0 ? [{ kind: 'purge', slotIds }] : [], answer: () => slotIds.length };
  },
});

function isNobodys(seen: Seen, { id, version }: Pick<VersionRow, 'id' | 'version'>, now: number): boolean {
  const key = { type: 'Slot', id } as const;
  const claim = seen.claim(id);
  const isClaimed = claim !== undefined && (claim.expiresAt === undefined || claim.expiresAt > now);
  return !isClaimed && seen.version(key)?.versionId === version && seen.referrers(key).length === 0;
}
