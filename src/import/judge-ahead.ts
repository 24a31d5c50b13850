/**
 * Judges the content of lines before they are written. Validation takes longer than writing: done inside the unit of
 * work, it would keep the others who write to the base waiting.
 */

import type { JudgeContent } from '../agenda/deciding/judge-profiles.ts';
import { Draft } from '../agenda/writing/draft.ts';
import { parseStored } from '../fhir/json.ts';
import type { Issue } from '../fhir/outcome.ts';
import { parseReference, type ResourceKey, toReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { Seen } from '../store/unit-of-work.ts';
import { seesNothing } from './sees-nothing.ts';

export interface Surroundings {
  readonly store: ResourceStore;
  /** What would be in the store, were this no rehearsal. */
  readonly find: (key: ResourceKey) => AgendaResource | undefined;
}

/** The issues of each resource, in their order. Its references must be resolved. */
export async function judgeAhead(
  resources: readonly AgendaResource[],
  judge: JudgeContent,
  surroundings: Surroundings,
): Promise<readonly (readonly Issue[])[]> {
  const known = new KnownResources(surroundings);
  // A slot is judged by its schedule, an appointment by its slots and by their schedule.
  const nearby = await known.load(resources.flatMap(surroundingsOf));
  await known.load(nearby.flatMap(surroundingsOf));
  const draft = new Draft(known.seen);
  return resources.map((resource) => judge(resource, draft));
}

function surroundingsOf(resource: AgendaResource): ResourceKey[] {
  if (resource.resourceType === 'Slot') return keysOf([resource.schedule]);
  return resource.resourceType === 'Appointment' ? keysOf(resource.slot ?? []) : [];
}

const keysOf = (references: readonly { readonly reference?: string }[]): ResourceKey[] =>
  references.flatMap(({ reference }) => parseReference(reference) ?? []);

class KnownResources {
  readonly #surroundings: Surroundings;
  readonly #resources = new Map<string, AgendaResource>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Those of `keys` that exist. */
  async load(keys: readonly ResourceKey[]): Promise<readonly AgendaResource[]> {
    const distinct = [...new Map(keys.map((key) => [toReference(key), key])).values()];
    const { store, find } = this.#surroundings;
    const stored = distinct.length > 0 ? await store.readMany(distinct) : [];
    const found = [
      ...stored.map(({ json }) => parseStored(json) as AgendaResource),
      ...distinct.flatMap((key) => find(key) ?? []),
    ];
    for (const resource of found) this.#resources.set(`${resource.resourceType}/${resource.id}`, resource);
    return found;
  }

  /** A store that has these resources and nothing else. */
  get seen(): Seen {
    return {
      ...seesNothing,
      resource: <R extends AgendaResource>(key: ResourceKey) => this.#resources.get(toReference(key)) as R | undefined,
    };
  }
}
