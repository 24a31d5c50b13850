/** Puts the demonstration agenda into a store, and keeps it ahead of the calendar. */

import type { AgendaResource } from '../fhir/resource-type.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { batches } from './batches.ts';
import { demoDays } from './demo-calendar.ts';
import { demoDirectory } from './demo-directory.ts';
import { demoSlots } from './demo-slots.ts';

/** The seed of the demonstration that the server loads: every server's is the same. */
export const demoSeed = 'sas-interop';

/** Resources written in one transaction. */
const batchSize = 1000;

/** Whether the store holds the demonstration. */
export const holdsDemo = async (store: ResourceStore): Promise<boolean> =>
  (await store.read({ type: 'Practitioner', id: 'demo-rpps' })) !== undefined;

/**
 * Writes what the demonstration has at `now` (milliseconds) and the store never had: nothing is written twice, whoever
 * else loads at the same time, and what was changed or deleted since stays so. Returns how many resources were written.
 */
export async function loadDemo(store: ResourceStore, now: number): Promise<number> {
  const { fromDay, toDay } = demoDays(demoSeed, new Date(now));
  let written = 0;
  for (const batch of batches(allResources(fromDay, toDay), batchSize)) written += await writeNew(store, batch);
  return written;
}

function* allResources(fromDay: string, toDay: string): Iterable<AgendaResource> {
  yield* demoDirectory(demoSeed) as readonly AgendaResource[];
  yield* demoSlots(demoSeed, fromDay, toDay);
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
