/** Look-ups of those whom a search of the guide names: all matches, or a refusal. */
import { refuse } from '../fhir/outcome.ts';
import type { ResourceType } from '../fhir/resource-type.ts';
import type { Criterion } from '../fhir/search/criterion.ts';
import type { ResourceStore, StoredResource } from '../store/resource-store.ts';

/** Agendas that one search of the guide may bring: 25 practitioners have some tens. */
export const mostAgendas = 1000;

/** Every match, in order of creation. @throws OutcomeError `too-costly` when there are more than `mostAgendas`. */
export async function allMatches(
  store: ResourceStore,
  type: ResourceType,
  criteria: readonly Criterion[],
): Promise<readonly StoredResource[]> {
  const { matches, next } = await store.search({ type, criteria, sort: [], count: mostAgendas });
  return next === undefined ? matches : refuseMany(type);
}

/** The agendas that were found. @throws OutcomeError `too-costly` when there are more than `mostAgendas`. */
export const demandFew = <T extends ReadonlyMap<string, unknown>>(agendas: T): T =>
  agendas.size <= mostAgendas ? agendas : refuseMany('Schedule');

function refuseMany(type: ResourceType): never {
  const what = type === 'Schedule' ? 'agendas (Schedule)' : `resources ${type}`;
  return refuse('too-costly', `Those who are named have more than ${mostAgendas} ${what}: name fewer at a time`);
}
