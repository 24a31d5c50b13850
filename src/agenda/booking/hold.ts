/**
 * Holds (IHE ITI-116): slots kept for somebody who is still typing. A held slot is `busy-tentative`, nobody else can take
 * it, and it is free again when its time is over; nothing else of a hold is stored.
 */
import type { Appointment } from '@medplum/fhirtypes';
import { refuse } from '../../fhir/outcome.ts';
import type { Draft } from '../writing/draft.ts';
import {
  type BookableSlot,
  demandContiguous,
  demandFree,
  demandOffered,
  demandSamePeriod,
  formOfAgenda,
  readSlots,
} from './bookable.ts';
import { demandActive, demandOwner, demandPractitioner, readAgenda } from './booked-agenda.ts';
import { canBeProposed, type OfferedSlots } from './proposal.ts';

/** The holder's name in a claim: `hold/<uuid>`; the uuid becomes the appointment's id when it is booked. */
export const nameOfHold = (id: string): string => `hold/${id}`;

export interface HoldRequest {
  /** The hold's id: a UUID. */
  readonly id: string;
  /** What is wanted: its `slot`; start, end and participants where they are known already. */
  readonly appointment: Appointment;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Takes the slots until `expiresAt`, or prolongs a hold that has them already; what that hold had beside them is free
 * again. Returns them with whose they are.
 * @throws OutcomeError 400 without slots, 422 with the rule of a booking that is broken, 409 naming a slot that somebody has.
 */
export function judgeHold(draft: Draft, { id, appointment, expiresAt }: HoldRequest): OfferedSlots {
  const slots = readSlots(draft, appointment.slot);
  if (slots.length === 0) {
    return refuse('required', 'Appointment.slot is missing: the slots that are to be held', 'Appointment.slot');
  }
  const scheduleId = demandContiguous(slots);
  if (appointment.start !== undefined || appointment.end !== undefined) demandSamePeriod(appointment, slots);
  const agenda = readAgenda(draft, scheduleId);
  demandOwner(agenda);
  demandActive(agenda);
  const form = formOfAgenda(agenda.schedule);
  const isToldWho = (appointment.participant ?? []).length > 0;
  if (isToldWho && form === 'practitioner') demandPractitioner(appointment, agenda);
  if (!isToldWho && !canBeProposed(agenda)) {
    const text = `Schedule/${scheduleId} is the agenda of nobody who is known here: name the participants`;
    refuse('business-rule', text, 'Appointment.participant');
  }
  demandOffered(slots, { form, now: draft.now });
  demandFree(draft, slots, nameOfHold(id));
  endHold(draft, id, new Set(slots.map((slot) => slot.id)));
  for (const slot of slots) hold(draft, slot, { id, expiresAt });
  return { slots, schedule: agenda.schedule, practitioners: agenda.practitioners };
}

/** Gives back what a hold has, but for the slots that are kept. */
export function endHold(draft: Draft, id: string, kept: ReadonlySet<string> = new Set()): void {
  const holder = nameOfHold(id);
  for (const { slotId } of draft.seen.claimsOf(holder)) {
    const claim = draft.claim(slotId);
    if (claim?.holder === holder && !kept.has(slotId)) draft.giveBack(claim, 'busy-tentative');
  }
}

function hold(draft: Draft, slot: BookableSlot, { id, expiresAt }: Pick<HoldRequest, 'id' | 'expiresAt'>): void {
  draft.take({ slotId: slot.id, holder: nameOfHold(id), expiresAt });
  if (slot.status === 'free') draft.put({ ...slot, status: 'busy-tentative' }, 'PUT');
}
