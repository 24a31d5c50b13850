/** The agendas of some practitioners: their schedules, and for each the role and the place of practice. */
import type { Location, Organization, Practitioner, PractitionerRole, Schedule } from '@medplum/fhirtypes';
import { toPrefixedValue } from '../fhir/national-identifier.ts';
import { parseReference, type ResourceKey, toReference } from '../fhir/reference.ts';
import { identifierSystem } from '../fhir/sas.ts';
import type { Criterion } from '../fhir/search/criterion.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { allMatches, demandFew } from './all-matches.ts';
import { anyValue, onlyValues } from './asked-identifiers.ts';
import type { Recall } from './directory-memory.ts';
import { isActive } from './is-active.ts';
import { parseStoredResource } from './parse-stored-resource.ts';
import { zoneOf } from './place.ts';
import { isRegulator } from './regulator-account.ts';
import { placeOf, renderPractitioner, renderPractitionerRole, renderSchedule } from './render/directory.ts';
import { once, type Rendered, toRendered } from './rendered.ts';

/** One schedule with its surroundings, as they leave. */
export interface PractitionerAgenda {
  readonly schedule: Rendered;
  readonly practitioners: readonly Rendered[];
  readonly roles: readonly Rendered[];
  /** The IANA zone of the place of practice. */
  readonly zone: string;
}

/** By the schedule's id. */
export type PractitionerAgendas = ReadonlyMap<string, PractitionerAgenda>;

/**
 * The agendas in use of the practitioners who meet `criteria`: not those of regulators (SPEC §5), nor where practitioner,
 * role or schedule is inactive. Those of a practitioner asked for by identifier are recalled when they are known.
 * @throws OutcomeError `too-costly` when they are too many.
 */
export async function findPractitionerAgendas(
  store: ResourceStore,
  recall: Recall,
  criteria: readonly Criterion[],
): Promise<PractitionerAgendas> {
  const system = identifierSystem.practitioner;
  const values = onlyValues(criteria, system);
  if (values === undefined) {
    const loaded = await loadDirectory(store, criteria);
    return toAgendas(loaded, loaded.practitioners);
  }
  const found = await recall({ kind: 'practitioner', keys: values }, async (unknown) => {
    const loaded = await loadDirectory(store, [anyValue(unknown, system)]);
    return unknown.map((value) => toAgendas(loaded, loaded.practitioners.filter(isIdentifiedBy(system, value))));
  });
  return demandFew(found.reduce(together, new Map()));
}

/** An agenda that was found by several of its practitioners is one agenda. */
function together(all: Map<string, PractitionerAgenda>, some: PractitionerAgendas): Map<string, PractitionerAgenda> {
  for (const [id, agenda] of some) {
    const known = all.get(id)?.practitioners ?? [];
    all.set(id, known.length > 0 ? { ...agenda, practitioners: once([...known, ...agenda.practitioners]) } : agenda);
  }
  return all;
}

/** Practitioners with what is around them, parsed. */
interface Directory {
  readonly practitioners: readonly Practitioner[];
  readonly schedules: readonly Schedule[];
  readonly roles: ReadonlyMap<string, Role>;
}

async function loadDirectory(store: ResourceStore, criteria: readonly Criterion[]): Promise<Directory> {
  const practitioners = (await allMatches(store, 'Practitioner', criteria))
    .map(parseStoredResource<Practitioner>)
    .filter(isServing);
  if (practitioners.length === 0) return { practitioners, schedules: [], roles: new Map() };
  const anyOf = practitioners.map(({ id }) => ({
    scope: 'Practitioner',
    value: id!,
    comparison: 'equals' as const,
  }));
  const isActor: Criterion = { kind: 'term', param: 'actor', negated: false, anyOf };
  const schedules = (await allMatches(store, 'Schedule', [isActor]))
    .map(parseStoredResource<Schedule>)
    .filter(isActive);
  return { practitioners, schedules, roles: await loadRoles(store, schedules) };
}

/** As the index has it, which knows identifiers without their type digit too. */
const isIdentifiedBy = (system: string, value: string) => (practitioner: Practitioner) =>
  (practitioner.identifier ?? []).some(
    (one) => one.system === system && one.value !== undefined && toPrefixedValue(system, one.value) === value,
  );

/** A schedule in use with who works there, as stored. */
export interface AgendaInUse {
  readonly schedule: Schedule;
  readonly practitioners: readonly Practitioner[];
  readonly roles: readonly Role[];
}

/** The agendas in use of the practitioners who meet `criteria`, as they are stored. */
export async function loadAgendasInUse(
  store: ResourceStore,
  criteria: readonly Criterion[],
): Promise<readonly AgendaInUse[]> {
  const loaded = await loadDirectory(store, criteria);
  return agendasInUse(loaded, loaded.practitioners);
}

function agendasInUse({ schedules, roles }: Directory, practitioners: readonly Practitioner[]): AgendaInUse[] {
  const byReference = new Map(practitioners.map((one) => [`Practitioner/${one.id}`, one]));
  return schedules
    .map((schedule) => {
      const actors = actorKeys(schedule).map(toReference);
      return {
        schedule,
        practitioners: actors.flatMap((reference) => byReference.get(reference) ?? []),
        roles: actors.flatMap((reference) => roles.get(reference) ?? []),
      };
    })
    .filter((agenda) => agenda.practitioners.length > 0)
    .filter((agenda) => agenda.roles.every(({ resource }) => isActive(resource)));
}

const toAgendas = (directory: Directory, practitioners: readonly Practitioner[]): PractitionerAgendas =>
  new Map(agendasInUse(directory, practitioners).map((agenda) => [agenda.schedule.id!, toAgenda(agenda)]));

const isServing = (one: Practitioner): boolean => isActive(one) && !isRegulator(one);

const actorKeys = (schedule: Schedule): ResourceKey[] =>
  (schedule.actor ?? []).flatMap(({ reference }) => parseReference(reference) ?? []);

interface Role {
  readonly resource: PractitionerRole;
  /** The Location and the Organization that it refers to instead of holding them. */
  readonly location?: Location | undefined;
  readonly organization?: Organization | undefined;
}

async function loadRoles(store: ResourceStore, schedules: readonly Schedule[]): Promise<ReadonlyMap<string, Role>> {
  const keys = schedules.flatMap(actorKeys).filter(({ type }) => type === 'PractitionerRole');
  const roles = (await store.readMany(keys)).map((stored) => parseStoredResource<PractitionerRole>(stored));
  const outside = roles.flatMap(outsideKeys);
  const others = outside.length > 0 ? await store.readMany(outside) : [];
  const byReference = new Map(others.map((stored) => [toReference(stored), stored]));
  const find = <R>(reference: string | undefined): R | undefined => {
    const stored = byReference.get(reference ?? '');
    return stored && parseStoredResource<R>(stored);
  };
  return new Map(
    roles.map((resource) => {
      const location = find<Location>(resource.location?.[0]?.reference);
      const organization = find<Organization>(resource.organization?.reference);
      return [`PractitionerRole/${resource.id}`, { resource, location, organization }];
    }),
  );
}

/** What a role refers to instead of holding it. */
function outsideKeys(role: PractitionerRole): ResourceKey[] {
  const structure = role.organization?.identifier?.value ? undefined : role.organization?.reference;
  return [role.location?.[0]?.reference, structure].flatMap((reference) => parseReference(reference) ?? []);
}

function toAgenda({ schedule, practitioners, roles }: AgendaInUse): PractitionerAgenda {
  const postalCode = roles[0] && placeOf(roles[0].resource, roles[0])?.address?.postalCode;
  return {
    schedule: toRendered(renderSchedule(schedule)),
    practitioners: practitioners.map((practitioner) => toRendered(renderPractitioner(practitioner, postalCode))),
    roles: roles.map((role) => toRendered(renderPractitionerRole(role.resource, role))),
    zone: zoneOf(postalCode),
  };
}
