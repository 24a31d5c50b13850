/** What is told of a change of an appointment, and to whom: messages that are kept with the change and sent later. */
import { isDeepStrictEqual } from 'node:util';
import type { Appointment } from '@medplum/fhirtypes';
import { toReference } from '../../fhir/reference.ts';
import type { OutboxMessage } from '../../store/unit-of-work.ts';
import { formOf } from '../booking/judge-appointment.ts';
import type { AppointmentChange } from '../booking/slot-claims.ts';
import type { Draft } from '../writing/draft.ts';
import { toDeclaredAppointment } from './declared-appointment.ts';
import { findActor, findNationalIdentifier, findStandIn, findZone } from './surroundings.ts';

/** Whom this server can tell: the national platform (INT_R03, SPEC §7), the vendor's own agenda software. */
export type Destination = 'platform' | 'agenda';

/** What the vendor's agenda software is told: what happened, and the appointment as it is stored, local references included. */
export interface AgendaEvent {
  readonly event: 'created' | 'changed' | 'cancelled';
  readonly appointment: Appointment;
}

/** The messages for each destination, in the order in which they are to be sent. */
export const describeAppointment = (
  draft: Draft,
  change: AppointmentChange,
  destinations: readonly Destination[],
): OutboxMessage[] =>
  destinations.flatMap((destination) =>
    messagesFor[destination](draft, change).map(({ subject, body }) => ({
      destination,
      subject,
      body: JSON.stringify(body),
    })),
  );

interface Message {
  readonly subject: string;
  readonly body: object;
}

/** Each destination's subject is the name under which it knows an appointment: only so can its messages be in order. */
const messagesFor: Readonly<Record<Destination, (draft: Draft, change: AppointmentChange) => Message[]>> = {
  platform: (draft, change) =>
    toTell(change).map((appointment) => ({ subject: subjectOf(appointment), body: declare(draft, appointment) })),
  agenda: (_, change) => [
    { subject: toReference({ type: 'Appointment', id: change.next.id! }), body: toAgendaEvent(change) },
  ],
};

const subjectOf = ({ identifier }: Appointment): string => {
  const { system = '', value = '' } = identifier?.[0] ?? {};
  return `${system}|${value}`;
};

/** The platform knows an appointment by its identifier: under one that it gives up, it is cancelled there. */
function toTell({ next, current }: AppointmentChange): Appointment[] {
  const isRenamed = current && !isDeepStrictEqual(nameOf(current), nameOf(next));
  return isRenamed ? [{ ...current, status: 'cancelled' }, next] : [next];
}

const nameOf = ({ identifier }: Appointment): object =>
  (identifier ?? []).map(({ system, value }) => ({ system, value }));

/** With its id here, which does not leave: by it the sender finds out when the appointment was made. */
const declare = (draft: Draft, appointment: Appointment): Appointment => {
  const form = formOf(draft, appointment);
  const { resourceType, ...declared } = toDeclaredAppointment(appointment, {
    form,
    findNationalIdentifier: (reference) => findNationalIdentifier(draft, reference),
    findActor: (reference) => findActor(draft, reference, form),
    findStandIn: () => findStandIn(draft, appointment, form),
    findZone: () => findZone(draft, appointment),
  });
  return { resourceType, id: appointment.id!, ...declared };
};

function toAgendaEvent({ next, current }: AppointmentChange): AgendaEvent {
  const { meta: { versionId: _version, lastUpdated: _at, ...meta } = {}, ...rest } = next;
  const isCancelled = next.status === 'cancelled' && current?.status !== 'cancelled';
  const event = !current ? 'created' : isCancelled ? 'cancelled' : 'changed';
  return { event, appointment: Object.keys(meta).length > 0 ? { ...rest, meta } : rest };
}
