/** A process that counts up in a store: `node count-up.ts FILE TIMES`. Prints, as JSON, the numbers that it was given. */
import type { Practitioner } from '@medplum/fhirtypes';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import { SqliteResourceStore } from '../../src/store/sqlite/sqlite-resource-store.ts';
import type { UnitOfWork } from '../../src/store/unit-of-work.ts';

const key = { type: 'Practitioner', id: 'counter' } as const;

/** Adds one to the number that the practitioner `counter` carries; answers with what it is then. */
const countUp: UnitOfWork<number> = {
  sees: { keys: [key] },
  decide: (seen) => {
    const present = seen.resource<Practitioner>(key);
    const next = Number(present?.name?.[0]?.family ?? 0) + 1;
    const resource: Practitioner = { resourceType: 'Practitioner', id: key.id, name: [{ family: String(next) }] };
    return { changes: [{ kind: 'put', method: 'PUT', resource }], answer: () => next };
  },
};

/** Counts up so many times, ten at a time. */
export async function countUpIn(store: ResourceStore, times: number): Promise<readonly number[]> {
  const numbers: number[] = [];
  while (numbers.length < times) {
    const group = Array.from({ length: Math.min(10, times - numbers.length) }, () => store.transact(countUp));
    numbers.push(...(await Promise.all(group)));
  }
  return numbers;
}

const [, script, file, times] = process.argv;
if (script === import.meta.filename && file) {
  const store = new SqliteResourceStore({ file, projectSlot: () => undefined, clock: Date.now });
  console.log(JSON.stringify(await countUpIn(store, Number(times))));
  await store.close();
}
