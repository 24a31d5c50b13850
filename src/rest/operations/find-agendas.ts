/** Whose slots `$find` may propose: agendas of those asked for, in which `$book` would book. */
import type { Practitioner, PractitionerRole, Schedule } from '@medplum/fhirtypes';
import { canBeProposed } from '../../agenda/booking/proposal.ts';
import { isActive } from '../../agenda/is-active.ts';
import { parseStoredResource } from '../../agenda/parse-stored-resource.ts';
import { loadAgendasInUse } from '../../agenda/practitioner-agendas.ts';
import { parseReference, type ResourceKey, toReference } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import type { Criterion, TermMatch } from '../../fhir/search/criterion.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import type { FindQuery } from './find-query.ts';
import { searchAll, term } from './search-all.ts';

/** A schedule that appointments are looked for in, and who works there: of a place's schedule nobody. */
export interface FoundAgenda {
  readonly schedule: Schedule;
  readonly practitioners: readonly Practitioner[];
}

/** By id of their schedule, those that meet every kind of actor asked for; with anybody inactive there, none. */
export async function findAgendas(
  store: ResourceStore,
  query: FindQuery,
  givenUp: AbortSignal | undefined,
): Promise<ReadonlyMap<string, FoundAgenda>> {
  const { practitionerIds, practitionerIdentifiers, locationIds } = query;
  const isByPractitioner = practitionerIds.length + practitionerIdentifiers.length > 0;
  const own = isByPractitioner ? await findByPractitioner(store, query) : undefined;
  const places = locationIds.length > 0 ? await findByPlace(store, locationIds, givenUp) : undefined;
  const atPlace = places && new Set(places.map(({ id }) => id));
  const schedules = own?.filter(({ id }) => atPlace?.has(id) ?? true) ?? places ?? [];
  const agendas = await withActors(store, [...new Map(schedules.map((one) => [one.id!, one])).values()]);
  return new Map(agendas.map((agenda) => [agenda.schedule.id!, agenda]));
}

async function findByPractitioner(store: ResourceStore, query: FindQuery): Promise<Schedule[]> {
  const { practitionerIds, practitionerIdentifiers } = query;
  const criteria: Criterion[] = [
    ...(practitionerIds.length > 0 ? [{ kind: 'id', anyOf: practitionerIds } as const] : []),
    ...(practitionerIdentifiers.length > 0 ? [term('identifier', practitionerIdentifiers)] : []),
  ];
  const found = await Promise.all(criteria.map((criterion) => loadAgendasInUse(store, [criterion])));
  return found.flat().map(({ schedule }) => schedule);
}

async function findByPlace(
  store: ResourceStore,
  ids: readonly string[],
  givenUp: AbortSignal | undefined,
): Promise<Schedule[]> {
  const places = ids.map((value): TermMatch => ({ scope: 'Location', value, comparison: 'equals' }));
  return searchAll<Schedule>(store, { type: 'Schedule', criteria: [term('actor', places)], givenUp });
}

/** As `$book` reads them: practitioners are actors themselves, or by their role. */
async function withActors(store: ResourceStore, schedules: readonly Schedule[]): Promise<FoundAgenda[]> {
  const actors = await readAll(store, schedules.flatMap(actorKeys));
  const roles = [...actors.values()].filter((one) => one.resourceType === 'PractitionerRole');
  const known = new Map([...actors, ...(await readAll(store, roles.flatMap(practitionerKeys)))]);
  return schedules.flatMap((schedule) => toAgenda(schedule, known) ?? []);
}

type Known = ReadonlyMap<string, AgendaResource>;

/** Undefined where `$book` would refuse: somebody is inactive, or the practitioner is not known here. */
function toAgenda(schedule: Schedule, known: Known): FoundAgenda | undefined {
  const find = (key: ResourceKey) => known.get(toReference(key)) ?? [];
  const actors = actorKeys(schedule).flatMap(find);
  const roles = actors.filter((one) => one.resourceType === 'PractitionerRole');
  const people = [...actors, ...roles.flatMap(practitionerKeys).flatMap(find)];
  const practitioners = [...new Set(people.filter((one) => one.resourceType === 'Practitioner'))];
  const isOpen = [schedule, ...roles, ...practitioners].every(isActive);
  const agenda = { schedule, practitioners };
  return isOpen && canBeProposed(agenda) ? agenda : undefined;
}

async function readAll(store: ResourceStore, keys: readonly ResourceKey[]): Promise<Known> {
  const found = keys.length > 0 ? await store.readMany(keys) : [];
  return new Map(found.map((stored) => [toReference(stored), parseStoredResource<AgendaResource>(stored)]));
}

const actorKeys = ({ actor = [] }: Schedule): ResourceKey[] =>
  actor.flatMap(({ reference }) => parseReference(reference) ?? []);

const practitionerKeys = ({ practitioner }: PractitionerRole): ResourceKey[] =>
  [parseReference(practitioner?.reference)].flatMap((key) => (key?.type === 'Practitioner' ? key : []));
