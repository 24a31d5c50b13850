/** Answers the guide's Slot search (SPEC §3): a fixed number of look-ups, whatever the size of the base. */
import type { HealthcareService, Organization } from '@medplum/fhirtypes';
import { parseReference } from '../fhir/reference.ts';
import { sasProfile } from '../fhir/sas.ts';
import type { AgendaPage } from '../store/agenda-query.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { DirectoryMemory, Recall } from './directory-memory.ts';
import { siteOf } from './page-url.ts';
import { parseStoredResource } from './parse-stored-resource.ts';
import { findPractitionerAgendas, type PractitionerAgenda, type PractitionerAgendas } from './practitioner-agendas.ts';
import { renderCptsHealthcareService, renderCptsOrganization } from './render/directory.ts';
import { once, type Rendered, toRendered } from './rendered.ts';
import { type AnswerLinks, toSearchset } from './searchset.ts';
import type { SlotSearch } from './slot-search.ts';

export interface AgendaDependencies {
  readonly store: ResourceStore;
  readonly directory: DirectoryMemory;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** The Bundle's bytes: slots in order of start, then what the includes ask for, each resource once. */
export async function answerSlotSearch(
  dependencies: AgendaDependencies,
  search: SlotSearch,
  links: AnswerLinks,
): Promise<readonly Uint8Array[]> {
  const recall = await dependencies.directory.current();
  const agendas = await findPractitionerAgendas(dependencies.store, recall, search.practitioners);
  const page = await slotsOf(dependencies, search, agendas, links.baseUrl);
  const profile = search.isCpts ? sasProfile.cptsBundle : sasProfile.bundle;
  if (search.isCountOnly) return toSearchset({ profile, total: page.total, entries: nothing, others: [] }, links);
  const shown = page.scheduleIds.map((id) => agendas.get(id)!);
  const services = search.wants.services ? await findServices(dependencies.store, recall, page.services) : [];
  const included = [...surroundings(search, shown), ...servicesAsked(search, services)];
  const others = included.map((rendered) => ({ rendered, mode: 'include' as const }));
  return toSearchset({ profile, total: page.total, entries: page.entries, others }, links);
}

const nothing = new Uint8Array();

const noSlots: AgendaPage = { total: 0, entries: nothing, scheduleIds: [], services: [] };

async function slotsOf(
  { store, clock }: AgendaDependencies,
  search: SlotSearch,
  agendas: PractitionerAgendas,
  baseUrl: string,
): Promise<AgendaPage> {
  if (agendas.size === 0) return noSlots;
  return store.agenda({
    form: search.isCpts ? 'cpts' : 'practitioner',
    scheduleIds: [...agendas.keys()],
    zoneOf: (scheduleId) => agendas.get(scheduleId)!.zone,
    from: Math.max(search.window.from, clock()),
    to: search.window.to,
    criteria: search.further,
    profile: search.isCpts ? sasProfile.cptsSlot : sasProfile.slot,
    searchMode: 'match',
    baseUrl,
    siteUrl: siteOf(baseUrl),
  });
}

const surroundings = ({ wants }: SlotSearch, agendas: readonly PractitionerAgenda[]): Rendered[] =>
  once([
    ...(wants.schedules ? agendas.map(({ schedule }) => schedule) : []),
    ...(wants.practitioners ? agendas.flatMap(({ practitioners }) => practitioners) : []),
    ...(wants.roles ? agendas.flatMap(({ roles }) => roles) : []),
  ]);

/** A CPTS as it leaves. */
interface CptsService {
  readonly service?: Rendered | undefined;
  readonly organization?: Rendered | undefined;
}

const servicesAsked = ({ wants }: SlotSearch, services: readonly CptsService[]): Rendered[] =>
  once([
    ...services.flatMap(({ service }) => service ?? []),
    ...(wants.organizations ? services.flatMap(({ organization }) => organization ?? []) : []),
  ]);

/** The CPTS that share some slots, by the ids of their services. */
const findServices = (store: ResourceStore, recall: Recall, ids: readonly string[]): Promise<readonly CptsService[]> =>
  recall({ kind: 'service', keys: ids }, (unknown) => Promise.all(unknown.map((id) => loadService(store, id))));

async function loadService(store: ResourceStore, id: string): Promise<CptsService> {
  const [service] = (await store.readMany([{ type: 'HealthcareService', id }])).map(
    parseStoredResource<HealthcareService>,
  );
  const key = parseReference(service?.providedBy?.reference);
  const [organization] = key ? (await store.readMany([key])).map(parseStoredResource<Organization>) : [];
  return {
    service: service && toRendered(renderCptsHealthcareService(service)),
    organization: organization && toRendered(renderCptsOrganization(organization)),
  };
}
