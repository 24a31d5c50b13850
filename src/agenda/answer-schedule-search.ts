/** Answers the guide's Schedule search for SOS Médecins (SPEC §4): `total` counts the slots, as the guide's examples do. */
import type { Location, Organization, Schedule } from '@medplum/fhirtypes';
import { parseReference, toReference } from '../fhir/reference.ts';
import { identifierSystem, sasProfile } from '../fhir/sas.ts';
import type { Criterion } from '../fhir/search/criterion.ts';
import type { AgendaPage } from '../store/agenda-query.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { ownerOf } from './agenda-owner.ts';
import { allMatches, demandFew } from './all-matches.ts';
import type { AgendaDependencies } from './answer-slot-search.ts';
import { anyValue, onlyValues } from './asked-identifiers.ts';
import type { Recall } from './directory-memory.ts';
import { isActive } from './is-active.ts';
import { siteOf } from './page-url.ts';
import { parseStoredResource } from './parse-stored-resource.ts';
import { zoneOf } from './place.ts';
import { renderSosLocation, renderSosOrganization, renderSosSchedule } from './render/directory.ts';
import { once, type Rendered, toRendered } from './rendered.ts';
import type { ScheduleSearch } from './schedule-search.ts';
import { type AnswerLinks, type Searchset, toSearchset } from './searchset.ts';

/** An association's agenda at one of its places, as it leaves. */
interface PlaceAgenda {
  readonly schedule: Rendered;
  readonly location: Rendered;
  readonly organization?: Rendered | undefined;
  /** The IANA zone of the place. */
  readonly zone: string;
}

/** By the schedule's id. */
type PlaceAgendas = ReadonlyMap<string, PlaceAgenda>;

/** The Bundle's bytes: slots in order of start, then the schedules that have them, then what the includes ask for. */
export async function answerScheduleSearch(
  dependencies: AgendaDependencies,
  search: ScheduleSearch,
  links: AnswerLinks,
): Promise<readonly Uint8Array[]> {
  const agendas = await findPlaceAgendas(dependencies.store, await dependencies.directory.current(), search);
  const page = await slotsOf(dependencies, search, agendas, links.baseUrl);
  const profile = sasProfile.sosBundle;
  const nothing = new Uint8Array();
  if (search.isCountOnly) return toSearchset({ profile, total: page.total, entries: nothing, others: [] }, links);
  const shown = page.scheduleIds.map((id) => agendas.get(id)!);
  const entries = search.wants.slots ? page.entries : nothing;
  return toSearchset({ profile, total: page.total, entries, others: surroundings(search, shown) }, links);
}

/** The agendas in use of the associations asked for; each association's are recalled when they are known. */
async function findPlaceAgendas(
  store: ResourceStore,
  recall: Recall,
  { organizations, schedules: further }: ScheduleSearch,
): Promise<PlaceAgendas> {
  const system = identifierSystem.structure;
  const values = further.length === 0 ? onlyValues(organizations, system) : undefined;
  if (values === undefined) return loadPlaceAgendas(store, [...organizations.map(ofAssociation), ...further]);
  const found = await recall({ kind: 'association', keys: values }, (unknown) =>
    Promise.all(unknown.map((value) => loadPlaceAgendas(store, [ofAssociation(anyValue([value], system))]))),
  );
  return demandFew(new Map(found.flatMap((agendas) => [...agendas])));
}

const ofAssociation = (criterion: Criterion): Criterion => ({
  kind: 'chain',
  param: 'actor',
  target: 'Location',
  criterion: { kind: 'chain', param: 'organization', target: 'Organization', criterion },
});

async function loadPlaceAgendas(store: ResourceStore, criteria: readonly Criterion[]): Promise<PlaceAgendas> {
  const matches = await allMatches(store, 'Schedule', criteria);
  const schedules = matches
    .map(parseStoredResource<Schedule>)
    .filter((one) => isActive(one) && ownerOf(one) === 'place');
  const locations = new Map(
    (await store.readMany(schedules.flatMap(placeKey))).map((stored) => [
      toReference(stored),
      parseStoredResource<Location>(stored),
    ]),
  );
  const organizationKeys = [...locations.values()].flatMap(
    ({ managingOrganization }) => parseReference(managingOrganization?.reference) ?? [],
  );
  const organizations = new Map(
    (await store.readMany(organizationKeys)).map((stored) => [
      toReference(stored),
      parseStoredResource<Organization>(stored),
    ]),
  );
  return new Map(
    schedules.flatMap((schedule) => {
      const location = placeKey(schedule).flatMap((key) => locations.get(toReference(key)) ?? [])[0];
      const key = parseReference(location?.managingOrganization?.reference);
      const organization = key && organizations.get(toReference(key));
      return location ? [[schedule.id!, toPlaceAgenda(schedule, location, organization)] as const] : [];
    }),
  );
}

const toPlaceAgenda = (schedule: Schedule, location: Location, organization?: Organization): PlaceAgenda => ({
  schedule: toRendered(renderSosSchedule(schedule)),
  location: toRendered(renderSosLocation(location)),
  organization: organization && toRendered(renderSosOrganization(organization)),
  zone: zoneOf(location.address?.postalCode),
});

const placeKey = (schedule: Schedule) =>
  (schedule.actor ?? [])
    .flatMap(({ reference }) => parseReference(reference) ?? [])
    .filter(({ type }) => type === 'Location');

async function slotsOf(
  { store, clock }: AgendaDependencies,
  search: ScheduleSearch,
  agendas: PlaceAgendas,
  baseUrl: string,
): Promise<AgendaPage> {
  return store.agenda({
    form: 'sos',
    scheduleIds: [...agendas.keys()],
    zoneOf: (scheduleId) => agendas.get(scheduleId)!.zone,
    from: Math.max(search.window.from, clock()),
    to: search.window.to,
    criteria: search.further,
    profile: sasProfile.sosSlot,
    searchMode: 'include',
    baseUrl,
    siteUrl: siteOf(baseUrl),
  });
}

/** The schedules are matches, what is around them is included. */
function surroundings({ wants }: ScheduleSearch, agendas: readonly PlaceAgenda[]): Searchset['others'] {
  const included = once([
    ...(wants.locations ? agendas.map(({ location }) => location) : []),
    ...(wants.organizations ? agendas.flatMap(({ organization }) => organization ?? []) : []),
  ]);
  return [
    ...agendas.map(({ schedule }) => ({ rendered: schedule, mode: 'match' as const })),
    ...included.map((rendered) => ({ rendered, mode: 'include' as const })),
  ];
}
