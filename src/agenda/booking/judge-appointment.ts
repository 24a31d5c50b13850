/**
 * Booking (SPEC §7): what writing an appointment does to slots and claims. An appointment and its slots change together
 * or not at all, because they are changes of one draft.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Appointment } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { OutcomeError, refuse } from '../../fhir/outcome.ts';
import { sasProfile } from '../../fhir/sas.ts';
import type { Draft } from '../writing/draft.ts';
import {
  type BookableSlot,
  demandContiguous,
  demandFree,
  demandOffered,
  demandSamePeriod,
  findSlot,
  isOfPlace,
  readSlots,
} from './bookable.ts';
import {
  demandActive,
  demandOwner,
  demandPractitioner,
  demandSurNumeraire,
  isPractitioner,
  readAgenda,
} from './booked-agenda.ts';
import { demandUnmoved } from './demand-unmoved.ts';
import { type AppointmentForm, judgeAppointmentForm } from './judge-appointment-form.ts';
import { type AppointmentChange, giveBackSlots, holderOf, takeSlots } from './slot-claims.ts';
import { type AppointmentStatus, allowedStatuses, isAppointmentStatus, isLive } from './status-machine.ts';

/** An appointment to be written, and the one it replaces. */
export interface AppointmentWrite extends AppointmentChange {
  /** Who may have the slots already beside the appointment itself: the hold that is being confirmed. */
  readonly hold?: string | undefined;
}

/**
 * Decides what becomes of the slots: taken, freed or left alone. The appointment itself is put by the caller.
 * @throws OutcomeError 400 or 422 with the rule, 409 naming the slot that somebody else has.
 */
export function judgeAppointment(draft: Draft, write: AppointmentWrite): void {
  const { next } = write;
  const isTaking = isLive(next.status as AppointmentStatus);
  const slots = isTaking ? readSlots(draft, next.slot) : [];
  const scheduleId = slots.length > 0 ? demandContiguous(slots) : undefined;
  const form = formOf(draft, next);
  const issues = judgeAppointmentForm(next, form);
  if (issues.length > 0) throw new OutcomeError(issues);
  demandTransition(write.current, next.status as AppointmentStatus);
  if (write.current && !isTaking) demandUnmoved(draft, { current: write.current, next, form });
  demandOwnIdentifier(draft, next);
  if (isTaking) demandBookable(draft, { write, slots, scheduleId, form });
  giveBackSlots(draft, write);
  if (isTaking) takeSlots(draft, next, slots);
}

/**
 * By its slots: those of a place are SOS Médecins'. When they are gone, or there never were any, by the profile that it
 * claims; else one that had slots and has no practitioner was at a place.
 */
export function formOf(draft: Draft, { meta, slot = [], participant = [] }: Appointment): AppointmentForm {
  const slots = slot.flatMap(({ reference }) => findSlot(draft, reference) ?? []);
  if (slots[0]) return isOfPlace(draft, slots[0]) ? 'sos' : 'practitioner';
  const claims = (meta?.profile ?? []).map((canonical) => canonical.split('|')[0]);
  if (claims.includes(sasProfile.sosAppointment)) return 'sos';
  const wasWithPractitioner = slot.length === 0 || participant.some(({ actor }) => actor && isPractitioner(actor));
  return wasWithPractitioner || claims.includes(sasProfile.appointment) ? 'practitioner' : 'sos';
}

function demandTransition(current: Appointment | undefined, status: AppointmentStatus): void {
  const from = current && isAppointmentStatus(current.status) ? current.status : undefined;
  const allowed = allowedStatuses(from);
  if (allowed.includes(status)) return;
  const rule = from
    ? `Appointment.status cannot go from ${from} to ${status}; allowed: ${allowed.join(', ')}`
    : `An appointment is created as ${allowed.join(' or ')}, not ${status}`;
  refuse('business-rule', rule, 'Appointment.status');
}

/** One appointment per identifier. */
function demandOwnIdentifier(draft: Draft, { id, identifier }: Appointment): void {
  const { system = '', value = '' } = identifier?.[0] ?? {};
  const same = draft.identified({ type: 'Appointment', system, value: toPrefixedValue(system, value) });
  const other = same.find((one) => one.id !== id);
  if (!other) return;
  const text = `Appointment/${other.id} has the identifier ${system}|${value} already`;
  refuse('duplicate', text, 'Appointment.identifier[0]');
}

interface Booking {
  readonly write: AppointmentWrite;
  readonly slots: readonly BookableSlot[];
  readonly scheduleId: string | undefined;
  readonly form: AppointmentForm;
}

function demandBookable(draft: Draft, { write, slots, scheduleId, form }: Booking): void {
  const { next, hold } = write;
  if (scheduleId === undefined) {
    if (isTakenUp(write)) demandSurNumeraire(draft, next);
    return;
  }
  demandSamePeriod(next, slots);
  const agenda = readAgenda(draft, scheduleId);
  demandOwner(agenda);
  if (form === 'practitioner') demandPractitioner(next, agenda);
  const holder = holderOf(next);
  const wanted = slots.filter(({ id }) => draft.claim(id)?.holder !== holder);
  if (wanted.length === 0) return;
  demandActive(agenda);
  demandOffered(wanted, { form, now: draft.now });
  demandFree(draft, wanted, hold ?? holder);
}

/** Whether it becomes live with this write, or changes when or with whom it takes place. */
const isTakenUp = ({ current, next }: AppointmentWrite): boolean =>
  !current ||
  !isLive(current.status as AppointmentStatus) ||
  (current.slot ?? []).length > 0 ||
  parseDateTime(current.start ?? '')?.from !== parseDateTime(next.start ?? '')?.from ||
  !isDeepStrictEqual(current.participant, next.participant);
