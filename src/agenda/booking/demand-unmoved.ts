/** An appointment that is over or cancelled stays where, when and with whom it was: only a live one moves. */
import type { Appointment } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { refuse } from '../../fhir/outcome.ts';
import type { Draft } from '../writing/draft.ts';
import { type Actor, isPractitioner, practitionerNames } from './booked-agenda.ts';
import type { AppointmentForm } from './judge-appointment-form.ts';
import { nameSameSlots } from './slot-claims.ts';

interface Ended {
  readonly current: Appointment;
  readonly next: Appointment;
  readonly form: AppointmentForm;
}

/** @throws OutcomeError 422 naming the element in which `next`, which is not live, was moved. */
export function demandUnmoved(draft: Draft, { current, next, form }: Ended): void {
  const isMoved: Readonly<Record<'slot' | 'start' | 'end' | 'participant', boolean>> = {
    slot: !nameSameSlots(current, next),
    start: instantOf(current.start) !== instantOf(next.start),
    end: instantOf(current.end) !== instantOf(next.end),
    // A place tells who saw the patient when it likes.
    participant: form === 'practitioner' && !isWithSame(draft, current, next),
  };
  for (const [name, isSo] of Object.entries(isMoved)) {
    if (!isSo) continue;
    const what = name === 'participant' ? 'the practitioner' : name;
    const rule = `${what} cannot change in an appointment that is ${next.status}: only a pending or booked one is moved`;
    refuse('business-rule', `Appointment.${name}: ${rule}`, `Appointment.${name}`);
  }
}

const instantOf = (text: string | undefined): number | undefined => parseDateTime(text ?? '')?.from;

/** Whether the same practitioners take part, named by reference, role or national identifier. */
function isWithSame(draft: Draft, current: Appointment, next: Appointment): boolean {
  const [before, after] = [practitionersOf(draft, current), practitionersOf(draft, next)];
  return isWithin(after, before) && isWithin(before, after);
}

/** What each practitioner is called, once per way in which the appointment names him. */
type Names = readonly (readonly string[])[];

const practitionersOf = (draft: Draft, { participant = [] }: Appointment): Names =>
  participant
    .flatMap(({ actor }): Actor[] => (actor && isPractitioner(actor) ? [actor] : []))
    .flatMap((actor) => practitionerNames(draft, actor));

const isWithin = (some: Names, all: Names): boolean =>
  some.every((names) => names.some((name) => all.some((others) => others.includes(name))));
