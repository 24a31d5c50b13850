/** What a decision sees, from a list of resources: nobody has a slot, nothing is searched. */
import { toReference } from '../../src/fhir/reference.ts';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { seesNothing } from '../../src/import/sees-nothing.ts';
import type { Seen } from '../../src/store/unit-of-work.ts';
import { now } from './agenda-data.ts';

export function seenFrom(resources: readonly AgendaResource[]): Seen {
  const byReference = new Map(resources.map((one) => [`${one.resourceType}/${one.id}`, one]));
  return {
    ...seesNothing,
    now,
    resource: <R extends AgendaResource>(key: Parameters<Seen['resource']>[0]) =>
      structuredClone(byReference.get(toReference(key))) as R | undefined,
  };
}
