/** Puts the demonstration agenda into a store, and keeps it ahead of the calendar. */

import type { AgendaResource } from '../fhir/resource-type.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { batches } from './batches.ts';
import { demoDays, searchedDaysAhead } from './demo-calendar.ts';
import { demoDirectory } from './demo-directory.ts';
import { demoSlots, lastDemoSlot } from './demo-slots.ts';
import { datesBetween } from './local-day.ts';

/** The seed of the demonstration that the server loads: every server's is the same. */
export const demoSeed = 'sas-interop';

/** Resources written in one transaction. */
const batchSize = 1000;

/** Whether the store holds the demonstration. */
export const holdsDemo = async (store: ResourceStore): Promise<boolean> =>
  (await store.read({ type: 'Practitioner', id: 'demo-rpps' })) !== undefined;

/**
 * Whether the store holds the demonstration of all days that a search may look at, at `now` (milliseconds), what was changed or
 * deleted since taken for there. It reads one resource for each day.
 */
export const holdsSearchedDays = async (store: ResourceStore, now: number): Promise<boolean> =>
  (await holdsDemo(store)) && (await missingDays(store, daysAt(now, searchedDaysAhead))).length === 0;

/**
 * Writes what the demonstration has at `now` (milliseconds) and the store never had: nothing is written twice, whoever
 * else loads at the same time, and what was changed or deleted since stays so. Returns how many resources were written.
 */
export const loadDemo = (store: ResourceStore, now: number): Promise<number> =>
  writeAll(store, resourcesOf(daysAt(now)));

/**
 * The same, but for slots of days that were written to their end before: it reads one of each such day. Ends early, between two
 * transactions, once `stopping` is aborted.
 */
export const topUpDemo = async (store: ResourceStore, now: number, stopping?: AbortSignal): Promise<number> =>
  writeAll(store, resourcesOf(await missingDays(store, daysAt(now))), stopping);

function daysAt(now: number, daysAhead?: number): readonly string[] {
  const { fromDay, toDay } = demoDays(demoSeed, new Date(now), daysAhead);
  return datesBetween(fromDay, toDay);
}

/** The days whose last slot the store never had. Slots are written in order: where that is, all before it on its day were. */
async function missingDays(store: ResourceStore, days: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(days.map((date) => store.read(keyOf(lastDemoSlot(demoSeed, date)))));
  return days.filter((_, index) => found[index] === undefined);
}

function* resourcesOf(days: readonly string[]): Iterable<AgendaResource> {
  yield* demoDirectory(demoSeed) as readonly AgendaResource[];
  for (const date of days) yield* demoSlots(demoSeed, date, date);
}

async function writeAll(
  store: ResourceStore,
  resources: Iterable<AgendaResource>,
  stopping?: AbortSignal,
): Promise<number> {
  let written = 0;
  for (const batch of batches(resources, batchSize)) {
    if (stopping?.aborted) break;
    written += await writeNew(store, batch);
  }
  return written;
}

const keyOf = (resource: AgendaResource) => ({ type: resource.resourceType, id: resource.id! });

const writeNew = (store: ResourceStore, batch: readonly AgendaResource[]): Promise<number> =>
  store.transact({
    sees: { keys: batch.map(keyOf) },
    decide: (seen) => ({
      changes: batch
        .filter((resource) => seen.version(keyOf(resource)) === undefined)
        .map((resource) => ({ kind: 'put', method: 'PUT', resource })),
      answer: (written) => written.length,
    }),
  });
