/** `Appointment/$find` (IHE ITI-115). https://profiles.ihe.net/ITI/Scheduling/ITI-115.html */
import type { Practitioner, Schedule, Slot } from '@medplum/fhirtypes';
import type { AgendaDependencies } from '../../agenda/answer-slot-search.ts';
import { isOffered } from '../../agenda/booking/bookable.ts';
import { proposeAppointment } from '../../agenda/booking/proposal.ts';
import { isActive, loadAgendasInUse, parse } from '../../agenda/practitioner-agendas.ts';
import { parseReference } from '../../fhir/reference.ts';
import type { Criterion, TermMatch } from '../../fhir/search/criterion.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import type { FhirRequest, FhirResponse } from '../interaction.ts';
import { toAppointmentBundle } from './appointment-bundle.ts';
import { proposalIdOf } from './appointment-request.ts';
import { type FindQuery, parseFindQuery } from './find-query.ts';

/** A schedule that appointments are looked for in, and who works there. */
interface Agenda {
  readonly schedule: Schedule;
  readonly practitioners: readonly Practitioner[];
}

type Agendas = ReadonlyMap<string, Agenda>;

/** A searchset of appointments `proposed`, one for each free slot, in order of start; `total` counts those left out too. */
export async function find({ store, clock }: AgendaDependencies, request: FhirRequest): Promise<FhirResponse> {
  const query = parseFindQuery(request);
  const agendas = await loadAgendas(store, query);
  const slots = agendas.size > 0 ? await loadSlots(store, agendas, query) : [];
  const now = clock();
  const offered = slots.filter((slot) => isOffered(slot, { form: formOf(agendas.get(scheduleIdOf(slot))!), now }));
  const appointments = offered.slice(0, query.count).map((slot) => toProposal(slot, agendas));
  return { status: 200, body: toAppointmentBundle(request, { appointments, total: offered.length }) };
}

function toProposal(slot: Slot, agendas: Agendas): string {
  const agenda = agendas.get(scheduleIdOf(slot))!;
  const id = proposalIdOf(slot.id!);
  const { resourceType, ...rest } = proposeAppointment({ slots: [slot], ...agenda });
  return JSON.stringify({ resourceType, ...(id === undefined ? {} : { id }), ...rest });
}

const formOf = ({ practitioners }: Agenda) => (practitioners.length > 0 ? 'practitioner' : 'sos');

const scheduleIdOf = ({ schedule }: Slot): string => parseReference(schedule.reference)!.id;

/** The agendas in use that meet every kind of actor asked for. */
async function loadAgendas(store: ResourceStore, query: FindQuery): Promise<Agendas> {
  const { practitionerIds, practitionerIdentifiers, locationIds } = query;
  const isByPractitioner = practitionerIds.length + practitionerIdentifiers.length > 0;
  const own = isByPractitioner ? await loadPractices(store, query) : undefined;
  const places = locationIds.length > 0 ? await loadPlaces(store, locationIds) : undefined;
  if (!own || !places) return own ?? places ?? new Map();
  return new Map([...own].filter(([id]) => places.has(id)));
}

async function loadPractices(store: ResourceStore, query: FindQuery): Promise<Agendas> {
  const { practitionerIds, practitionerIdentifiers } = query;
  const criteria: Criterion[] = [
    ...(practitionerIds.length > 0 ? [{ kind: 'id', anyOf: practitionerIds } as const] : []),
    ...(practitionerIdentifiers.length > 0 ? [term('identifier', practitionerIdentifiers)] : []),
  ];
  const found = await Promise.all(criteria.map((criterion) => loadAgendasInUse(store, [criterion])));
  return new Map(found.flat().map((agenda) => [agenda.schedule.id!, agenda]));
}

async function loadPlaces(store: ResourceStore, ids: readonly string[]): Promise<Agendas> {
  const places = ids.map((value): TermMatch => ({ scope: 'Location', value, comparison: 'equals' }));
  const schedules = await searchAll<Schedule>(store, 'Schedule', [term('actor', places)]);
  const active = schedules.filter(isActive);
  return new Map(active.map((schedule) => [schedule.id!, { schedule, practitioners: [] }]));
}

async function loadSlots(store: ResourceStore, agendas: Agendas, query: FindQuery): Promise<Slot[]> {
  const schedules = [...agendas.keys()].map((value): TermMatch => ({ scope: 'Schedule', value, comparison: 'equals' }));
  const instant = (ms: number) => ({ from: ms, to: ms });
  return searchAll<Slot>(store, 'Slot', [
    term('schedule', schedules),
    term('status', [{ value: 'free', comparison: 'equals' }]),
    { kind: 'date', param: 'start', anyOf: [{ prefix: 'ge', range: instant(query.from) }] },
    { kind: 'date', param: 'start', anyOf: [{ prefix: 'lt', range: instant(query.to) }] },
    ...(query.specialties.length > 0 ? [term('specialty', query.specialties)] : []),
    ...(query.visitTypes.length > 0 ? [term('service-type', query.visitTypes)] : []),
  ]);
}

const term = (param: string, anyOf: readonly TermMatch[]): Criterion => ({
  kind: 'term',
  param,
  anyOf,
  negated: false,
});

const pageSize = 1000;

/** Every match, page by page, in order of start where there is one. */
async function searchAll<R>(
  store: ResourceStore,
  type: 'Schedule' | 'Slot',
  criteria: readonly Criterion[],
): Promise<R[]> {
  const sort = type === 'Slot' ? [{ code: 'start', isDescending: false }] : [];
  const found: R[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.search({ type, criteria, sort, count: pageSize, ...(cursor ? { cursor } : {}) });
    found.push(...page.matches.map(parse<R>));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
