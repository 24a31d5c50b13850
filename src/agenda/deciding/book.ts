/** Booking by somebody who may hold the slots (IHE ITI-117): by `$book`, and on the booking page. */
import type { Appointment } from '@medplum/fhirtypes';
import { issue, OutcomeError, refuse } from '../../fhir/outcome.ts';
import { type ResourceKey, toReference } from '../../fhir/reference.ts';
import { endHold, nameOfHold } from '../booking/hold.ts';
import { nameSameSlots } from '../booking/slot-claims.ts';
import type { Draft } from '../writing/draft.ts';
import { judgePut, type WriteRules } from './judge-write.ts';

export interface BookRequest {
  /** The id of the hold that it confirms, if there is one, and of the appointment: a UUID. */
  readonly id: string;
  readonly appointment: Appointment;
  /** `Identifier.system` of the identifier that is made when the appointment has none. */
  readonly identifierSystem: string;
}

/** The appointment, and whether it is new. */
export interface Booked {
  readonly key: ResourceKey;
  readonly isNew: boolean;
}

/** What an appointment that is to be booked may say of its status: IHE has `pending`, its proposals `proposed`. */
const statusesBefore: readonly (string | undefined)[] = [undefined, 'proposed', 'pending', 'booked'];

/**
 * Books, under the rules of every appointment; nothing but the identifier is filled in. Asked again, it does nothing.
 * @throws OutcomeError 400 or 422 with the rule, 409 naming what somebody else has, or the appointment that differs.
 */
export function judgeBook(draft: Draft, request: BookRequest, rules: WriteRules): Booked {
  const { id, appointment, identifierSystem } = request;
  const key: ResourceKey = { type: 'Appointment', id };
  const current = draft.resource<Appointment>(key);
  if (current) {
    demandSameBooking(current, appointment);
    return { key, isNew: false };
  }
  if (!statusesBefore.includes(appointment.status)) {
    refuse('business-rule', '$book makes an appointment booked: its status is pending or booked', 'Appointment.status');
  }
  const identifier = appointment.identifier ?? [{ system: identifierSystem, value: id }];
  const resource: Appointment = { ...appointment, id, identifier, status: 'booked' };
  judgePut(draft, { resource, method: 'POST' }, { ...rules, hold: nameOfHold(id) });
  endHold(draft, id);
  return { key, isNew: true };
}

/** @throws OutcomeError 409 unless the appointment is what is asked for, still booked. */
function demandSameBooking(current: Appointment, asked: Appointment): void {
  if (current.status === 'booked' && nameSameSlots(current, asked)) return;
  const name = toReference({ type: 'Appointment', id: current.id! });
  const text = `${name} exists already, ${current.status}: it is changed by PUT, and $book makes another under a new id`;
  throw new OutcomeError(issue('conflict', text, name));
}
