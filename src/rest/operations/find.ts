/** `Appointment/$find` (IHE ITI-115). https://profiles.ihe.net/ITI/Scheduling/ITI-115.html */
import type { Slot } from '@medplum/fhirtypes';
import type { AgendaDependencies } from '../../agenda/answer-slot-search.ts';
import { formOfAgenda, isOffered } from '../../agenda/booking/bookable.ts';
import { proposeAppointment } from '../../agenda/booking/proposal.ts';
import { parseReference } from '../../fhir/reference.ts';
import type { Criterion, TermMatch } from '../../fhir/search/criterion.ts';
import type { FhirRequest, FhirResponse } from '../interaction.ts';
import { toAppointmentBundle } from './appointment-bundle.ts';
import { proposalIdOf } from './appointment-request.ts';
import { type FoundAgenda, findAgendas } from './find-agendas.ts';
import { type FindQuery, parseFindQuery } from './find-query.ts';
import { searchAll, term, type WholeSearch } from './search-all.ts';

type Agendas = ReadonlyMap<string, FoundAgenda>;

/** A searchset of appointments `proposed`, one for each free slot, in order of start; `total` counts those left out too. */
export async function find({ store, clock }: AgendaDependencies, request: FhirRequest): Promise<FhirResponse> {
  const now = clock();
  const query = parseFindQuery(request, now);
  const isPast = query.from >= query.to;
  const agendas: Agendas = isPast ? new Map() : await findAgendas(store, query, request.givenUp);
  const slots = agendas.size > 0 ? await searchAll<Slot>(store, toSlotSearch(agendas, query, request.givenUp)) : [];
  const offered = slots.filter((slot) =>
    isOffered(slot, { form: formOfAgenda(agendas.get(scheduleIdOf(slot))!.schedule), now }),
  );
  const appointments = offered.slice(0, query.count).map((slot) => toProposal(slot, agendas));
  return { status: 200, body: toAppointmentBundle(request, { appointments, total: offered.length }) };
}

function toProposal(slot: Slot, agendas: Agendas): string {
  const agenda = agendas.get(scheduleIdOf(slot))!;
  const id = proposalIdOf(slot.id!);
  const { resourceType, ...rest } = proposeAppointment({ slots: [slot], ...agenda });
  return JSON.stringify({ resourceType, ...(id === undefined ? {} : { id }), ...rest });
}

const scheduleIdOf = ({ schedule }: Slot): string => parseReference(schedule.reference)!.id;

function toSlotSearch(agendas: Agendas, query: FindQuery, givenUp: AbortSignal | undefined): WholeSearch {
  const schedules = [...agendas.keys()].map((value): TermMatch => ({ scope: 'Schedule', value, comparison: 'equals' }));
  const instant = (ms: number) => ({ from: ms, to: ms });
  const criteria: readonly Criterion[] = [
    term('schedule', schedules),
    term('status', [{ value: 'free', comparison: 'equals' }]),
    { kind: 'date', param: 'start', anyOf: [{ prefix: 'ge', range: instant(query.from) }] },
    { kind: 'date', param: 'start', anyOf: [{ prefix: 'lt', range: instant(query.to) }] },
    ...(query.specialties.length > 0 ? [term('specialty', query.specialties)] : []),
    ...(query.visitTypes.length > 0 ? [term('service-type', query.visitTypes)] : []),
  ];
  return { type: 'Slot', criteria, givenUp };
}
