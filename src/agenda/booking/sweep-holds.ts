/** Frees what holds have kept beyond their time. Several processes may do so at once: each claim ends in one unit. */
import type { ResourceStore } from '../../store/resource-store.ts';
import { Draft } from '../writing/draft.ts';

/** Holds ended in one unit: bookings go on in between. */
const batchSize = 200;

/** Ends the holds whose time is over at `now` (milliseconds); their slots are free again. Returns how many were ended. */
export async function sweepHolds(store: ResourceStore, now: number): Promise<number> {
  let ended = 0;
  for (let batch = batchSize; batch === batchSize; ended += batch) {
    const slotIds = (await store.expiredClaims(now, batchSize)).map(({ slotId }) => slotId);
    batch = slotIds.length > 0 ? await endHolds(store, slotIds) : 0;
  }
  return ended;
}

const endHolds = (store: ResourceStore, slotIds: readonly string[]): Promise<number> =>
  store.transact({
    sees: { claims: slotIds, keys: slotIds.map((id) => ({ type: 'Slot', id })) },
    decide: (seen) => {
      const draft = new Draft(seen);
      // Asking who has the slot is what ends a hold that is over; one that was prolonged since stays.
      for (const id of slotIds) draft.claim(id);
      const ended = draft.changes.filter(({ kind }) => kind === 'release').length;
      return { changes: draft.changes, answer: () => ended };
    },
  });
