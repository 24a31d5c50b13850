/** A booking as a unit of work, with all kinds of changes that one makes. */
import type { Slot } from '@medplum/fhirtypes';
import { issue, OutcomeError } from '../../src/fhir/outcome.ts';
import type { UnitOfWork } from '../../src/store/unit-of-work.ts';
import { appointment } from './resources.ts';
import { putOf } from './store-access.ts';

/** Books all the slots, or refuses with 409. */
export const book = (id: string, slotIds: readonly string[]): UnitOfWork<string> => ({
  sees: { keys: slotIds.map((slotId) => ({ type: 'Slot', id: slotId })), claims: slotIds },
  decide: (seen) => {
    const slots = slotIds.map((slotId) => seen.resource<Slot>({ type: 'Slot', id: slotId })!);
    const taken = slots.find((one) => one.status !== 'free' || seen.claim(one.id!));
    if (taken) throw new OutcomeError(issue('conflict', `Slot/${taken.id} is no longer free`));
    const holder = `Appointment/${id}`;
    return {
      changes: [
        ...slots.map((one) => putOf({ ...one, status: 'busy' })),
        ...slotIds.map((slotId) => ({ kind: 'claim', slotId, holder }) as const),
        putOf(appointment(id, slotIds)),
        { kind: 'send', destination: 'platform', subject: holder, body: '{}' },
      ],
      answer: () => id,
    };
  },
});
