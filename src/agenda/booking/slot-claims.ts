/**
 * What an appointment does to slots, whoever writes it: while it is live it has them, and what it had and has no more it
 * gives back. Nothing else changes a slot for an appointment.
 */
import type { Appointment, Slot } from '@medplum/fhirtypes';
import { parseReference, toReference } from '../../fhir/reference.ts';
import type { Claim } from '../../store/unit-of-work.ts';
import type { Draft } from '../writing/draft.ts';
import { type AppointmentStatus, isLive, slotStatusOf } from './status-machine.ts';

/** An appointment as it will be, its id known and its status one of the guide's, and as it was. */
export interface AppointmentChange {
  readonly next: Appointment;
  readonly current: Appointment | undefined;
}

/** The name under which an appointment has its slots. */
export const holderOf = ({ id }: Appointment): string => toReference({ type: 'Appointment', id: id! });

/**
 * Gives back the slots that the appointment had and has no more: those still to come are free again. A slot in which it
 * was honoured or missed is only let go.
 */
export function giveBackSlots(draft: Draft, { next, current }: AppointmentChange): void {
  if (!current) return;
  const status = next.status as AppointmentStatus;
  const named = new Set(slotIdsOf(next));
  for (const id of slotIdsOf(current)) {
    const claim = draft.claim(id);
    if (claim?.holder !== holderOf(next) || (isLive(status) && named.has(id))) continue;
    if (named.has(id) && status !== 'cancelled') draft.release(id);
    else draft.giveBack(claim, slotStatusOf(current.status as AppointmentStatus));
  }
}

const slotIdsOf = ({ slot = [] }: Appointment): string[] =>
  slot.flatMap(({ reference }) => {
    const key = parseReference(reference);
    return key?.type === 'Slot' ? [key.id] : [];
  });

/** Whether two appointments name the same slots, in whatever order. */
export const nameSameSlots = (one: Appointment, other: Appointment): boolean => slotNames(one) === slotNames(other);

const slotNames = ({ slot = [] }: Appointment): string =>
  slot
    .map(({ reference }) => reference)
    .sort()
    .join(' ');

/** Takes the slots, which nobody else has, for a live appointment. What their vendor made of them stays so. */
export function takeSlots(draft: Draft, appointment: Appointment, slots: readonly Slot[]): void {
  const holder = holderOf(appointment);
  const status = slotStatusOf(appointment.status as AppointmentStatus);
  for (const slot of slots) {
    const before = draft.claim(slot.id!);
    const claim = before?.holder === holder ? before : toClaim(slot, { holder, status, isHeld: before !== undefined });
    if (claim !== before) draft.take(claim);
    const isItsOwn = !claim.isOverruled && (slot.status === 'free' || slot.status === 'busy-tentative');
    if (isItsOwn && slot.status !== status) draft.put({ ...slot, status }, 'PUT');
  }
}

interface Taking {
  readonly holder: string;
  /** What the slot is to be. */
  readonly status: Slot['status'];
  /** By the hold that is being confirmed, which made it what it is. */
  readonly isHeld: boolean;
}

/** The claim on a slot; one that is taken already, as only an import brings it, is its vendor's word. */
function toClaim({ id, status: found }: Slot, { holder, status, isHeld }: Taking): Claim {
  const isOverruled = !isHeld && found !== 'free' && found !== status;
  return { slotId: id!, holder, ...(isOverruled ? { isOverruled: true } : {}) };
}
