/** A small base with everything in it that a base can hold, and ways to look at what no search shows. */
import type { Slot } from '@medplum/fhirtypes';
import type { DeliveryFailure, Lease, Settlement } from '../../src/store/outbox.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import type { Change, Claim } from '../../src/store/unit-of-work.ts';
import { book } from './booking-unit.ts';
import type { TestClock } from './clock.ts';
import { minute, nine, practitioner, schedule, slot } from './resources.ts';
import { apply, put, remove } from './store-access.ts';

export const failure: DeliveryFailure = { at: nine, reason: 'HTTP 422', answer: '{"resourceType":"OperationOutcome"}' };

const slotIds = Array.from({ length: 12 }, (_, n) => `s${n}`);

/** How long the lease lasts that is still held in the end, in milliseconds. */
export const leaseMs = 60_000;

/** Slots, versions, deletions, a purge, appointments, holds, and lines of the outbox in every state. Ends at ten past nine. */
export async function fillWithAll(store: ResourceStore, clock: TestClock): Promise<void> {
  clock.ms = nine;
  const past = slot('past', 'x', { start: nine - 60 * minute });
  await put(store, practitioner('p1'), schedule('x', 'Practitioner/p1'), past);
  await put(store, ...slotIds.map((id, n) => slot(id, 'x', { start: nine + n * 15 * minute })));
  clock.ms = nine + minute;
  await store.purgeSlots(nine);
  await put(store, practitioner('p1', { active: false }), slot('s9', 'x', { start: nine, comment: '/rdv?slot=s9' }));
  await remove(store, 'Slot', 's10');
  await remove(store, 'Slot', 's11');
  clock.ms = nine + 2 * minute;
  await put(store, slot('s11', 'x', { start: nine + 300 * minute }));
  await store.transact(book('a1', ['s1', 's2']));
  await store.transact(book('a2', ['s3']));
  await apply(store, [
    { kind: 'claim', slotId: 's4', holder: 'hold/1', expiresAt: nine + 20 * minute },
    { kind: 'claim', slotId: 's5', holder: 'hold/2', expiresAt: nine + 3 * minute },
    { kind: 'claim', slotId: 's3', holder: 'Appointment/a2', isOverruled: true },
    { kind: 'claim', slotId: 's6', holder: 'hold/3' },
  ]);
  await apply(store, [{ kind: 'release', slotId: 's6' }]);
  await fillOutbox(store, clock);
  clock.ms = nine + 10 * minute;
}

const sent = (subject: string, ...bodies: string[]): Change[] =>
  bodies.map((body) => ({ kind: 'send', destination: 'agenda', subject, body }));

/** One line delivered, one refused, one refused with more behind it, one to be tried again, one under way, one new. */
async function fillOutbox(store: ResourceStore, clock: TestClock): Promise<void> {
  clock.ms = nine + 3 * minute;
  await apply(store, [...sent('delivered', '1', '2'), ...sent('refused', '1'), ...sent('both', '1', '2', '3')]);
  await apply(store, [...sent('later', '1'), ...sent('leased', '1')]);
  await settleAll(store, clock, ({ subject, attempt }): Settlement => {
    if (subject === 'refused' || (subject === 'both' && attempt === 1)) return { kind: 'parked', failure };
    if (subject === 'later') return { kind: 'retry', at: nine + 30 * minute, failure };
    return { kind: 'delivered' };
  });
  await apply(store, [...sent('both', '4'), ...sent('leased', '2', '3')]);
  clock.ms = nine + 4 * minute;
  await store.outbox.lease({ destination: 'agenda', limit: 10, leaseMs });
  await apply(store, sent('new', '1', '2'));
}

/** Sends all that is due, once each. */
async function settleAll(store: ResourceStore, clock: TestClock, toSettlement: (lease: Lease) => Settlement) {
  const leases = await store.outbox.lease({ destination: 'agenda', limit: 10, leaseMs });
  clock.ms += 1000;
  for (const lease of leases) await store.outbox.settle(lease, toSettlement(lease));
}

/** What can be sent until nothing is due at an instant: `subject fence attempt body`, in the order of sending. */
export async function sendAll(store: ResourceStore, destination = 'agenda'): Promise<string[]> {
  const all: string[] = [];
  for (;;) {
    const leases = await store.outbox.lease({ destination, limit: 100, leaseMs });
    if (leases.length === 0) return all;
    for (const lease of leases) {
      const { subject, fence, attempt, body } = lease;
      all.push(`${subject} ${fence} ${attempt} ${body}`);
      await store.outbox.settle(lease, { kind: 'delivered' });
    }
  }
}

/** Who has which slot. */
export const claimsOf = (store: ResourceStore): Promise<readonly (Claim | undefined)[]> =>
  store.transact({
    sees: { claims: slotIds },
    decide: (seen) => {
      const claims = slotIds.map((id) => seen.claim(id));
      return { changes: [], answer: () => claims };
    },
  });

/** Slots that the guide's search finds. */
export const agendaOf = async (store: ResourceStore) => {
  const { entries, ...rest } = await store.agenda({
    form: 'practitioner',
    scheduleIds: ['x'],
    zoneOf: () => 'Europe/Paris',
    from: nine - 60 * minute,
    to: nine + 600 * minute,
    criteria: [],
    profile: 'http://profile',
    searchMode: 'match',
    baseUrl: 'https://x.fr/fhir',
    siteUrl: 'https://x.fr',
  });
  return { slots: JSON.parse(`[${Buffer.from(entries).toString()}]`) as { resource: Slot }[], ...rest };
};
