/**
 * Holds (IHE ITI-116): slots kept for somebody who is still typing. A held slot is `busy-tentative`, nobody else can take
 * it, and it is free again when its time is over; nothing else of a hold is stored.
 */
import type { Appointment, Schedule } from '@medplum/fhirtypes';
import { refuse } from '../../fhir/outcome.ts';
import type { Draft } from '../writing/draft.ts';
import {
  type BookableSlot,
  demandContiguous,
  demandFree,
  demandOffered,
  demandPractitioner,
  demandSamePeriod,
  isOfPlace,
  readAgenda,
  readSlots,
} from './bookable.ts';
import type { Offer } from './proposal.ts';

/** The holder's name in a claim: `hold/<uuid>`; the uuid becomes the appointment's id when it is booked. */
export const holderOf = (id: string): string => `hold/${id}`;

export interface HoldRequest {
  /** The hold's id: a UUID. */
  readonly id: string;
  /** What is wanted: its `slot`; start, end and participants where they are known already. */
  readonly appointment: Appointment;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Takes the slots until `expiresAt`, or prolongs a hold that has them already; returns them with whose they are.
 * @throws OutcomeError 400 without slots, 422 with the rule of a booking that is broken, 409 naming a slot that somebody has.
 */
export function judgeHold(draft: Draft, { id, appointment, expiresAt }: HoldRequest): Offer {
  const slots = readSlots(draft, appointment.slot);
  if (slots.length === 0) {
    return refuse('required', 'Appointment.slot is missing: the slots that are to be held', 'Appointment.slot');
  }
  const scheduleId = demandContiguous(slots);
  if (appointment.start !== undefined || appointment.end !== undefined) demandSamePeriod(appointment, slots);
  const { practitioners } = readAgenda(draft, scheduleId);
  const schedule = draft.resource<Schedule>({ type: 'Schedule', id: scheduleId })!;
  const isToldWho = (appointment.participant ?? []).length > 0;
  if (isToldWho && !isOfPlace(draft, slots[0]!)) demandPractitioner(appointment, practitioners);
  demandOffered(slots, draft.now);
  demandFree(draft, slots, holderOf(id));
  for (const slot of slots) hold(draft, slot, { id, expiresAt });
  return { slots, schedule, practitioners };
}

function hold(draft: Draft, slot: BookableSlot, { id, expiresAt }: Pick<HoldRequest, 'id' | 'expiresAt'>): void {
  draft.take({ slotId: slot.id, holder: holderOf(id), expiresAt });
  if (slot.status === 'free') draft.put({ ...slot, status: 'busy-tentative' }, 'PUT');
}
