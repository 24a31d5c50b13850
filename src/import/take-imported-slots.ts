/** What an imported appointment does to slots: the vendor's own agenda says so, past or hidden slots included. */
import type { Appointment, Slot } from '@medplum/fhirtypes';
import { findSlot } from '../agenda/booking/bookable.ts';
import { type AppointmentChange, giveBackSlots, holderOf, takeSlots } from '../agenda/booking/slot-claims.ts';
import { type AppointmentStatus, isLive } from '../agenda/booking/status-machine.ts';
import type { Draft } from '../agenda/writing/draft.ts';
import { describeHolder } from '../agenda/writing/judge-slot.ts';
import { refuse } from '../fhir/outcome.ts';
import { parseReference } from '../fhir/reference.ts';

/**
 * Drafts that a live appointment has its slots, busy or busy-tentative, and gives back those it had before and has no
 * more. Whether they could be booked is not asked.
 * @throws OutcomeError `conflict` when somebody else has a slot, `not-found` when there is no such slot; no claim is
 * drafted then.
 */
export function takeImportedSlots(draft: Draft, change: AppointmentChange): void {
  const { next } = change;
  const isTaking = isLive(next.status as AppointmentStatus);
  const slots = isTaking ? (next.slot ?? []).map((_, index) => demandSlot(draft, next, index)) : [];
  giveBackSlots(draft, change);
  takeSlots(draft, next, slots);
}

function demandSlot(draft: Draft, appointment: Appointment, index: number): Slot {
  const reference = appointment.slot?.[index]?.reference;
  const key = parseReference(reference);
  if (key?.type !== 'Slot') {
    return refuse('value', `Appointment.slot[${index}] refers to no slot of this server: ${reference}`);
  }
  const slot = findSlot(draft, reference);
  if (!slot) return refuse('not-found', `its Slot/${key.id} is neither in this import nor in the base`);
  const claim = draft.claim(key.id);
  if (!claim || claim.holder === holderOf(appointment)) return slot;
  return refuse('conflict', `${describeHolder(claim.holder)} has its Slot/${key.id}`);
}
