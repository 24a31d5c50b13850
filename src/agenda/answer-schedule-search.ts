/** Answers the guide's Schedule search for SOS Médecins (SPEC §4): `total` counts the slots, as the guide's examples do. */
import type { Location, Organization, Resource, Schedule } from '@medplum/fhirtypes';
import { formatInstant } from '../fhir/instant.ts';
import { parseReference, toReference } from '../fhir/reference.ts';
import { sasProfile } from '../fhir/sas.ts';
import type { Criterion } from '../fhir/search/criterion.ts';
import type { AgendaPage } from '../store/agenda-query.ts';
import type { StoredResource } from '../store/resource-store.ts';
import type { AgendaDependencies } from './answer-slot-search.ts';
import { zoneOf } from './place.ts';
import { isActive, type Loaded, load } from './practitioner-agendas.ts';
import { renderSosLocation, renderSosOrganization, renderSosSchedule } from './render/directory.ts';
import type { Rendered } from './rendered.ts';
import type { ScheduleSearch } from './schedule-search.ts';
import { type AnswerLinks, siteOf, toSearchset } from './searchset.ts';

/** An association's agenda at one of its places. */
interface PlaceAgenda {
  readonly schedule: Loaded<Schedule>;
  readonly location: Loaded<Location>;
}

/** Schedules that one search may bring. */
const mostSchedules = 1000;

/** The Bundle's bytes: slots in order of start, then the schedules that have them, then what the includes ask for. */
export async function answerScheduleSearch(
  dependencies: AgendaDependencies,
  search: ScheduleSearch,
  links: AnswerLinks,
): Promise<readonly Uint8Array[]> {
  const agendas = await loadPlaceAgendas(dependencies, search);
  const page = await slotsOf(dependencies, search, agendas, links.baseUrl);
  const profile = sasProfile.sosBundle;
  const nothing = new Uint8Array();
  if (search.isCountOnly) return toSearchset({ profile, total: page.total, entries: nothing, others: [] }, links);
  const others = await surroundings(
    dependencies,
    search,
    page.scheduleIds.map((id) => agendas.get(id)!),
  );
  const entries = search.wants.slots ? page.entries : nothing;
  return toSearchset({ profile, total: page.total, entries, others }, links);
}

async function loadPlaceAgendas(
  { store }: AgendaDependencies,
  { organizations, schedules: further }: ScheduleSearch,
): Promise<ReadonlyMap<string, PlaceAgenda>> {
  const ofAssociation = organizations.map(
    (criterion): Criterion => ({
      kind: 'chain',
      param: 'actor',
      target: 'Location',
      criterion: { kind: 'chain', param: 'organization', target: 'Organization', criterion },
    }),
  );
  const criteria = [...ofAssociation, ...further];
  const { matches } = await store.search({ type: 'Schedule', criteria, sort: [], count: mostSchedules });
  const schedules = matches.map((stored) => load<Schedule>(stored)).filter((one) => isActive(one) && isOfPlace(one));
  const locations = new Map(
    (await store.readMany(schedules.flatMap(placeKey))).map((stored) => [toReference(stored), load<Location>(stored)]),
  );
  return new Map(
    schedules.flatMap((schedule) => {
      const location = placeKey(schedule).flatMap((key) => locations.get(toReference(key)) ?? [])[0];
      return location ? [[schedule.stored.id, { schedule, location }] as const] : [];
    }),
  );
}

/** With a practitioner among its actors it is his agenda, and the Slot search's, wherever he practises. */
const isOfPlace = ({ resource }: Loaded<Schedule>): boolean =>
  (resource.actor ?? []).every(({ reference }) => !parseReference(reference)?.type.startsWith('Practitioner'));

const placeKey = ({ resource }: Loaded<Schedule>) =>
  (resource.actor ?? [])
    .flatMap(({ reference }) => parseReference(reference) ?? [])
    .filter(({ type }) => type === 'Location');

async function slotsOf(
  { store, clock }: AgendaDependencies,
  search: ScheduleSearch,
  agendas: ReadonlyMap<string, PlaceAgenda>,
  baseUrl: string,
): Promise<AgendaPage> {
  return store.agenda({
    form: 'sos',
    scheduleIds: [...agendas.keys()],
    localTime: (id, ms) => formatInstant(ms, zoneOf(agendas.get(id)?.location.resource.address?.postalCode)),
    from: Math.max(search.window.from, clock()),
    to: search.window.to,
    criteria: search.further,
    profile: sasProfile.sosSlot,
    searchMode: 'include',
    baseUrl,
    siteUrl: siteOf(baseUrl),
  });
}

interface Other {
  readonly rendered: Rendered<Resource>;
  readonly mode: 'match' | 'include';
}

async function surroundings(
  { store, rendered }: AgendaDependencies,
  { wants }: ScheduleSearch,
  agendas: readonly PlaceAgenda[],
): Promise<Other[]> {
  const schedules = agendas.map(({ schedule: { stored, resource } }) =>
    rendered.of<Resource>(sasProfile.sosSchedule, [stored], () => renderSosSchedule(resource)),
  );
  const places = wants.locations ? distinct(agendas.map(({ location }) => location)) : [];
  const organizationKeys = places.flatMap(
    ({ resource }) => parseReference(resource.managingOrganization?.reference) ?? [],
  );
  const organizations = wants.organizations ? await store.readMany(organizationKeys) : [];
  const included = [
    ...places.map(({ stored, resource }) =>
      rendered.of<Resource>(sasProfile.sosLocation, [stored], () => renderSosLocation(resource)),
    ),
    ...organizations.map((stored: StoredResource) =>
      rendered.of<Resource>(sasProfile.sosOrganization, [stored], () =>
        renderSosOrganization(load<Organization>(stored).resource),
      ),
    ),
  ];
  return [
    ...schedules.map((one) => ({ rendered: one, mode: 'match' as const })),
    ...included.map((one) => ({ rendered: one, mode: 'include' as const })),
  ];
}

const distinct = (locations: readonly Loaded<Location>[]): Loaded<Location>[] => [
  ...new Map(locations.map((one) => [one.stored.id, one])).values(),
];
