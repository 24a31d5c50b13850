/** Answers the guide's Slot search (SPEC §3): a fixed number of look-ups, whatever the size of the base. */
import type { HealthcareService, Organization, Resource } from '@medplum/fhirtypes';
import { formatInstant } from '../fhir/instant.ts';
import { parseReference } from '../fhir/reference.ts';
import { sasProfile } from '../fhir/sas.ts';
import type { AgendaPage } from '../store/agenda-query.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import {
  type Loaded,
  type LoadedRole,
  load,
  loadPractitionerAgendas,
  type PractitionerAgenda,
} from './practitioner-agendas.ts';
import {
  placeOf,
  renderCptsHealthcareService,
  renderCptsOrganization,
  renderPractitioner,
  renderPractitionerRole,
  renderSchedule,
} from './render/directory.ts';
import type { Rendered, RenderedResources } from './rendered.ts';
import { type AnswerLinks, siteOf, toSearchset } from './searchset.ts';
import type { SlotSearch } from './slot-search.ts';

export interface AgendaDependencies {
  readonly store: ResourceStore;
  readonly rendered: RenderedResources;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

type Agendas = ReadonlyMap<string, PractitionerAgenda>;

/** The Bundle's bytes: slots in order of start, then what the includes ask for, each resource once. */
export async function answerSlotSearch(
  dependencies: AgendaDependencies,
  search: SlotSearch,
  links: AnswerLinks,
): Promise<readonly Uint8Array[]> {
  const agendas = await loadPractitionerAgendas(dependencies.store, search.practitioners);
  const page = await slotsOf(dependencies, search, agendas, links.baseUrl);
  const profile = search.isCpts ? sasProfile.cptsBundle : sasProfile.bundle;
  if (search.isCountOnly) return toSearchset({ profile, total: page.total, entries: nothing, others: [] }, links);
  const included = [
    ...includeDirectory(
      dependencies.rendered,
      search,
      page.scheduleIds.map((id) => agendas.get(id)!),
    ),
    ...(search.wants.services ? await includeServices(dependencies, search, page.services) : []),
  ];
  const others = included.map((rendered) => ({ rendered, mode: 'include' as const }));
  return toSearchset({ profile, total: page.total, entries: page.entries, others }, links);
}

const nothing = new Uint8Array();

const noSlots: AgendaPage = { total: 0, entries: nothing, scheduleIds: [], services: [] };

async function slotsOf(
  { store, clock }: AgendaDependencies,
  search: SlotSearch,
  agendas: Agendas,
  baseUrl: string,
): Promise<AgendaPage> {
  if (agendas.size === 0) return noSlots;
  return store.agenda({
    form: search.isCpts ? 'cpts' : 'practitioner',
    scheduleIds: [...agendas.keys()],
    localTime: (scheduleId, ms) => formatInstant(ms, agendas.get(scheduleId)?.zone),
    from: Math.max(search.window.from, clock()),
    to: search.window.to,
    criteria: search.further,
    profile: search.isCpts ? sasProfile.cptsSlot : sasProfile.slot,
    searchMode: 'match',
    baseUrl,
    siteUrl: siteOf(baseUrl),
  });
}

function includeDirectory(
  rendered: RenderedResources,
  { wants }: SlotSearch,
  agendas: readonly PractitionerAgenda[],
): Rendered<Resource>[] {
  const schedules = wants.schedules ? agendas.map(({ schedule }) => schedule) : [];
  const practitioners = wants.practitioners ? agendas.flatMap(withPostalCode) : [];
  const roles = wants.roles ? agendas.flatMap((agenda) => agenda.roles) : [];
  const all = [
    ...schedules.map(({ stored, resource }) =>
      rendered.of(sasProfile.schedule, [stored], () => renderSchedule(resource)),
    ),
    ...practitioners.map(({ practitioner: { stored, resource }, postalCode }) =>
      rendered.of(`${sasProfile.practitioner} ${postalCode}`, [stored], () => renderPractitioner(resource, postalCode)),
    ),
    ...roles.map((role) => renderRole(rendered, role)),
  ];
  return once(all);
}

const withPostalCode = ({ practitioners, roles }: PractitionerAgenda) => {
  const place = roles[0] && placeOf(roles[0].resource, { location: roles[0].location?.resource });
  return practitioners.map((practitioner) => ({ practitioner, postalCode: place?.address?.postalCode }));
};

function renderRole(rendered: RenderedResources, { stored, resource, location, organization }: LoadedRole) {
  const sources = [stored, location?.stored, organization?.stored].filter((one) => one !== undefined);
  return rendered.of(sasProfile.practitionerRole, sources, () =>
    renderPractitionerRole(resource, { location: location?.resource, organization: organization?.resource }),
  );
}

/** The CPTS that share these slots, and their organizations. */
async function includeServices(
  { store, rendered }: AgendaDependencies,
  { wants }: SlotSearch,
  ids: readonly string[],
): Promise<Rendered<Resource>[]> {
  const keys = ids.map((id) => ({ type: 'HealthcareService' as const, id }));
  const services = (await store.readMany(keys)).map((stored) => load<HealthcareService>(stored));
  const organizationKeys = services.flatMap(({ resource }) => parseReference(resource.providedBy?.reference) ?? []);
  const organizations = wants.organizations
    ? (await store.readMany(organizationKeys)).map((stored) => load<Organization>(stored))
    : [];
  return [
    ...services.map(({ stored, resource }: Loaded<HealthcareService>) =>
      rendered.of(sasProfile.cptsHealthcareService, [stored], () => renderCptsHealthcareService(resource)),
    ),
    ...organizations.map(({ stored, resource }) =>
      rendered.of(sasProfile.cptsOrganization, [stored], () => renderCptsOrganization(resource)),
    ),
  ];
}

/** Each resource once, at its first place. */
const once = (all: readonly Rendered<Resource>[]): Rendered<Resource>[] => [
  ...new Map(all.map((one) => [`${one.resource.resourceType}/${one.resource.id}`, one])).values(),
];
