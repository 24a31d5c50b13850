/** The agendas of some practitioners: their schedules, and for each the role and the place of practice. */
import type { Location, Organization, Practitioner, PractitionerRole, Schedule } from '@medplum/fhirtypes';
import { parseReference, type ResourceKey, toReference } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-type.ts';
import { identifierSystem, sasProfile } from '../fhir/sas.ts';
import type { Criterion } from '../fhir/search/criterion.ts';
import type { ResourceStore, StoredResource } from '../store/resource-store.ts';
import { zoneOf } from './place.ts';
import { placeOf } from './render/directory.ts';

/** A resource as stored, and parsed. */
export interface Loaded<R> {
  readonly stored: StoredResource;
  readonly resource: R;
}

export interface LoadedRole extends Loaded<PractitionerRole> {
  /** The Location and the Organization that it refers to instead of holding them. */
  readonly location?: Loaded<Location> | undefined;
  readonly organization?: Loaded<Organization> | undefined;
}

export interface PractitionerAgenda {
  readonly schedule: Loaded<Schedule>;
  readonly practitioners: readonly Loaded<Practitioner>[];
  readonly roles: readonly LoadedRole[];
  /** The IANA zone of the place of practice. */
  readonly zone: string;
}

/** Schedules that one search may bring: 25 practitioners have some tens. */
const mostResources = 1000;

export const load = <R>(stored: StoredResource): Loaded<R> => ({ stored, resource: JSON.parse(stored.json) as R });

/**
 * The agendas in use of the practitioners who meet `criteria`, keyed by the schedule's id: not those of regulators
 * (SPEC §5), nor where practitioner, role or schedule is inactive.
 */
export async function loadPractitionerAgendas(
  store: ResourceStore,
  criteria: readonly Criterion[],
): Promise<ReadonlyMap<string, PractitionerAgenda>> {
  const practitioners = (await searchAll<Practitioner>(store, 'Practitioner', criteria)).filter(isServing);
  if (practitioners.length === 0) return new Map();
  const anyOf = practitioners.map(({ stored }) => ({
    scope: 'Practitioner',
    value: stored.id,
    comparison: 'equals' as const,
  }));
  const isActor: Criterion = { kind: 'term', param: 'actor', negated: false, anyOf };
  const schedules = (await searchAll<Schedule>(store, 'Schedule', [isActor])).filter(isActive);
  const roles = await loadRoles(store, schedules);
  const byReference = new Map(practitioners.map((one) => [toReference(one.stored), one]));
  return new Map(
    schedules.flatMap((schedule) => {
      const agenda = toAgenda(schedule, byReference, roles);
      return agenda ? [[schedule.stored.id, agenda] as const] : [];
    }),
  );
}

export const isActive = ({ resource }: Pick<Loaded<{ active?: boolean }>, 'resource'>): boolean =>
  resource.active !== false;

const isServing = (one: Loaded<Practitioner>): boolean => isActive(one) && !isRegulator(one.resource);

/** Whether it is the account of a regulator, not somebody who sees patients (SPEC §5). */
export const isRegulator = ({ meta }: Practitioner): boolean =>
  meta?.source === identifierSystem.sas || (meta?.profile ?? []).includes(sasProfile.regulator);

async function searchAll<R>(
  store: ResourceStore,
  type: ResourceType,
  criteria: readonly Criterion[],
): Promise<Loaded<R>[]> {
  const { matches } = await store.search({ type, criteria, sort: [], count: mostResources });
  return matches.map((stored) => load<R>(stored));
}

const actorKeys = ({ resource }: Loaded<Schedule>): ResourceKey[] =>
  (resource.actor ?? []).flatMap(({ reference }) => parseReference(reference) ?? []);

async function loadRoles(
  store: ResourceStore,
  schedules: readonly Loaded<Schedule>[],
): Promise<ReadonlyMap<string, LoadedRole>> {
  const keys = schedules.flatMap(actorKeys).filter(({ type }) => type === 'PractitionerRole');
  const roles = (await store.readMany(keys)).map((stored) => load<PractitionerRole>(stored));
  const outside = roles.flatMap(({ resource }) => outsideKeys(resource));
  const others = outside.length > 0 ? await store.readMany(outside) : [];
  const byReference = new Map(others.map((stored) => [toReference(stored), stored]));
  const find = <R>(reference: string | undefined): Loaded<R> | undefined => {
    const stored = byReference.get(reference ?? '');
    return stored && load<R>(stored);
  };
  return new Map(
    roles.map(({ stored, resource }) => {
      const location = find<Location>(resource.location?.[0]?.reference);
      const organization = find<Organization>(resource.organization?.reference);
      return [toReference(stored), { stored, resource, location, organization }];
    }),
  );
}

/** What a role refers to instead of holding it. */
function outsideKeys(role: PractitionerRole): ResourceKey[] {
  const structure = role.organization?.identifier?.value ? undefined : role.organization?.reference;
  return [role.location?.[0]?.reference, structure].flatMap((reference) => parseReference(reference) ?? []);
}

function toAgenda(
  schedule: Loaded<Schedule>,
  practitioners: ReadonlyMap<string, Loaded<Practitioner>>,
  roles: ReadonlyMap<string, LoadedRole>,
): PractitionerAgenda | undefined {
  const actors = actorKeys(schedule).map(toReference);
  const own = actors.flatMap((reference) => roles.get(reference) ?? []);
  if (!own.every(isActive)) return undefined;
  const place = own[0] && placeOf(own[0].resource, { location: own[0].location?.resource });
  return {
    schedule,
    practitioners: actors.flatMap((reference) => practitioners.get(reference) ?? []),
    roles: own,
    zone: zoneOf(place?.address?.postalCode),
  };
}
