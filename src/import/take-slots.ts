/** What an imported appointment does to slots: the vendor's own agenda says so, past or hidden slots included. */
import type { Appointment, Slot } from '@medplum/fhirtypes';
import { type AppointmentStatus, isLive, slotStatusOf } from '../agenda/booking/status-machine.ts';
import type { Draft } from '../agenda/writing/draft.ts';
import { describeHolder } from '../agenda/writing/judge-slot.ts';
import { refuse } from '../fhir/outcome.ts';
import { parseReference } from '../fhir/reference.ts';

/** Both have their id, and a status of the guide's. */
interface AppointmentChange {
  readonly next: Appointment;
  readonly current: Appointment | undefined;
}

/**
 * Drafts that a live appointment has its slots, busy or busy-tentative, and gives up those it had before and has no more.
 * @throws OutcomeError `conflict` when somebody else has a slot, `not-found` when there is no such slot; nothing is
 * drafted then.
 */
export function takeSlots(draft: Draft, { next, current }: AppointmentChange): void {
  const holder = `Appointment/${next.id}`;
  const slots = isLive(next.status as AppointmentStatus)
    ? slotIdsOf(next).map((id) => demandSlot(draft, id, holder))
    : [];
  const isOver = next.status === 'fulfilled' || next.status === 'noshow';
  releaseOthers(draft, current, { holder, kept: new Set(slots.map(({ id }) => id!)), isFreeing: !isOver });
  const status = slotStatusOf(next.status as AppointmentStatus);
  for (const slot of slots) {
    if (draft.claim(slot.id!)?.holder !== holder) draft.take({ slotId: slot.id!, holder });
    const isTaken = slot.status !== 'free' && slot.status !== 'busy-tentative';
    if (!isTaken && slot.status !== status) draft.put({ ...slot, status }, 'PUT');
  }
}

const slotIdsOf = ({ slot = [] }: Appointment): string[] => {
  const keys = slot.map(({ reference }, index) => ({ key: parseReference(reference), index, reference }));
  const wrong = keys.find(({ key }) => key?.type !== 'Slot');
  if (wrong) refuse('value', `Appointment.slot[${wrong.index}] refers to no slot of this server: ${wrong.reference}`);
  return keys.map(({ key }) => key!.id);
};

function demandSlot(draft: Draft, id: string, holder: string): Slot {
  const slot = draft.resource<Slot>({ type: 'Slot', id });
  if (!slot) return refuse('not-found', `its Slot/${id} is neither in this import nor in the base`);
  const claim = draft.claim(id);
  if (!claim || claim.holder === holder) return slot;
  return refuse('conflict', `${describeHolder(claim.holder)} has its Slot/${id}`);
}

interface Keeping {
  readonly holder: string;
  readonly kept: ReadonlySet<string>;
  /** Honoured or missed, it had its slots to the end: they stay busy. */
  readonly isFreeing: boolean;
}

function releaseOthers(draft: Draft, current: Appointment | undefined, { holder, kept, isFreeing }: Keeping): void {
  const had = (current?.slot ?? []).flatMap(({ reference }) => parseReference(reference) ?? []);
  for (const { id } of had) {
    if (kept.has(id) || draft.claim(id)?.holder !== holder) continue;
    draft.release(id);
    if (isFreeing) draft.free(id, slotStatusOf(current!.status as AppointmentStatus));
  }
}
