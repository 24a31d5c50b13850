/** Which slots an appointment may take together (SPEC §7). */
import type { Appointment, Schedule, Slot } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { type Issue, issue, OutcomeError, refuse } from '../../fhir/outcome.ts';
import { parseReference } from '../../fhir/reference.ts';
import { codeSystem, visibilityCodes } from '../../fhir/sas.ts';
import { ownerOf } from '../agenda-owner.ts';
import type { Draft } from '../writing/draft.ts';
import { describeHolder, scheduleIdOf } from '../writing/judge-slot.ts';
import type { AppointmentForm } from './judge-appointment-form.ts';

export interface BookableSlot extends Slot {
  readonly id: string;
}

const startOf = (slot: Slot): number => parseDateTime(slot.start)!.from;
const endOf = (slot: Slot): number => parseDateTime(slot.end)!.from;

/** The slots that the references name, in order of start. @throws OutcomeError 422 for what is no slot of this server. */
export function readSlots(draft: Draft, references: Appointment['slot'] = []): BookableSlot[] {
  const slots = references.map(({ reference }, index) => readSlot(draft, reference, `Appointment.slot[${index}]`));
  const repeated = slots.find(({ id }, index) => slots.findIndex((one) => one.id === id) !== index);
  if (repeated) refuse('business-rule', `Slot/${repeated.id} stands twice in Appointment.slot`, 'Appointment.slot');
  return slots.sort((a, b) => startOf(a) - startOf(b));
}

const readSlot = (draft: Draft, reference: string | undefined, path: string): BookableSlot =>
  findSlot(draft, reference) ?? refuse('business-rule', `${path}: ${describeMissing(reference)}`, path);

const describeMissing = (reference: string | undefined): string =>
  reference === undefined ? 'a slot is named by a reference such as Slot/1' : `there is no slot "${reference}" here`;

/** The slot of this server that a reference names, if any. */
export function findSlot(draft: Draft, reference: string | undefined): BookableSlot | undefined {
  const key = parseReference(reference);
  if (key?.type !== 'Slot') return undefined;
  draft.claim(key.id); // ends a hold whose time is over before the slot's status is read
  return draft.resource<BookableSlot>(key);
}

/** Whether a slot is one of a place (SOS Médecins), not of a practitioner. */
export function isOfPlace(draft: Draft, { schedule }: Slot): boolean {
  const key = parseReference(schedule.reference);
  const found = key && draft.resource<Schedule>(key);
  return found !== undefined && formOfAgenda(found) === 'sos';
}

/** The form of the appointments that are booked in an agenda. */
export const formOfAgenda = (schedule: Schedule): AppointmentForm =>
  ownerOf(schedule) === 'place' ? 'sos' : 'practitioner';

/** @throws OutcomeError 422 unless they belong to one schedule and follow each other without a gap. */
export function demandContiguous(slots: readonly BookableSlot[]): string {
  const schedules = new Set(slots.map(scheduleIdOf));
  if (schedules.size > 1) {
    const names = [...schedules].map((id) => `Schedule/${id}`).join(', ');
    refuse('business-rule', `Appointment.slot: these slots belong to several schedules (${names})`, 'Appointment.slot');
  }
  slots.slice(1).forEach((slot, index) => {
    if (startOf(slot) === endOf(slots[index]!)) return;
    refuse(
      'business-rule',
      `Appointment.slot: Slot/${slot.id} does not begin where Slot/${slots[index]!.id} ends`,
      'Appointment.slot',
    );
  });
  return scheduleIdOf(slots[0]!)!;
}

/** @throws OutcomeError 422 unless the appointment begins with its first slot and ends with its last. */
export function demandSamePeriod({ start, end }: Appointment, slots: readonly BookableSlot[]): void {
  const isSame = (text: string | undefined, ms: number) => parseDateTime(text ?? '')?.from === ms;
  if (!isSame(start, startOf(slots[0]!))) {
    refuse('business-rule', `Appointment.start is not that of its slots, ${slots[0]!.start}`, 'Appointment.start');
  }
  if (!isSame(end, endOf(slots.at(-1)!))) {
    refuse('business-rule', `Appointment.end is not that of its slots, ${slots.at(-1)!.end}`, 'Appointment.end');
  }
}

export interface Offer {
  readonly form: AppointmentForm;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** @throws OutcomeError 422 when a slot is past, walk-in only or never shown to a regulator. */
export function demandOffered(slots: readonly BookableSlot[], { form, now }: Offer): void {
  const issues = slots.flatMap((slot) => [
    ...(startOf(slot) < now ? [problem(slot, 'has begun already')] : []),
    ...(isWalkIn(slot) ? [problem(slot, 'is walk-in only: nobody books it')] : []),
    ...(isOpenToRegulators(slot, form) ? [] : [problem(slot, 'is not open to regulators')]),
  ]);
  if (issues.length > 0) throw new OutcomeError(issues);
}

/** Whether a slot that is free may be booked now. */
export const isOffered = (slot: Slot, { form, now }: Offer): boolean =>
  startOf(slot) >= now && !isWalkIn(slot) && isOpenToRegulators(slot, form);

const problem = (slot: BookableSlot, text: string): Issue =>
  issue('business-rule', `Slot/${slot.id} ${text}`, `Slot/${slot.id}`);

/** Whether patients come without appointment. */
export const isWalkIn = ({ appointmentType }: Slot): boolean =>
  (appointmentType?.coding ?? []).some(
    ({ system, code }) => system === codeSystem.appointmentType && code === 'WALKIN',
  );

/** The visibility codes that some search of the guide shows. */
const shownCodes: Readonly<Record<AppointmentForm, readonly string[]>> = {
  practitioner: visibilityCodes,
  sos: ['PUBLIC', 'SNP'],
};

/** Whether it has a visibility code with which a search may show it. */
export const isOpenToRegulators = ({ meta }: Slot, form: AppointmentForm): boolean =>
  (meta?.security ?? []).some(
    ({ system, code }) => system === codeSystem.slotVisibility && shownCodes[form].includes(code ?? ''),
  );

/**
 * @throws OutcomeError 409 that names each slot somebody else has, `holder` being whose hold may have it already. One
 * that its vendor made busy since is the vendor's: the hold kept it from everybody else.
 */
export function demandFree(draft: Draft, slots: readonly BookableSlot[], holder: string): void {
  const issues = slots.flatMap((slot) => {
    const claim = draft.claim(slot.id);
    if (!claim && slot.status === 'free') return [];
    const isOwn = claim?.holder === holder && !claim.isOverruled;
    if (isOwn && (slot.status === 'free' || slot.status === 'busy-tentative')) return [];
    const isOthers = claim && claim.holder !== holder;
    const who = isOthers ? `${describeHolder(claim.holder)} has it` : `it is ${slot.status}`;
    return [issue('conflict', `Slot/${slot.id} is no longer free: ${who}`, `Slot/${slot.id}`)];
  });
  if (issues.length > 0) throw new OutcomeError(issues);
}
