/** Books the slot that a page shows, by the unit that `$book` uses. */
import type { Appointment, Identifier } from '@medplum/fhirtypes';
import { ownerOf } from '../../agenda/agenda-owner.ts';
import { proposeAppointment } from '../../agenda/booking/proposal.ts';
import type { SlotSheet } from '../../agenda/booking/slot-sheet.ts';
import { judgeBook } from '../../agenda/deciding/book.ts';
import { formatInstant } from '../../fhir/instant.ts';
import { extensionUrl, sasProfile } from '../../fhir/sas.ts';
import type { OperationDependencies } from '../../rest/operations/operation-dependencies.ts';
import { commitDraft } from '../../rest/write/commit-draft.ts';

export interface PageBooking {
  /** The appointment's id: a UUID, the same when the form is sent twice. */
  readonly id: string;
  readonly sheet: SlotSheet;
  /** The regulator who books. */
  readonly operator: Identifier;
}

/** Books, or finds that it is done. @throws OutcomeError 409 when somebody else was faster, 422 with the rule. */
export const bookOnPage = (deps: OperationDependencies, { id, sheet, operator }: PageBooking): Promise<void> =>
  commitDraft(deps.store, {
    sees: { keys: [{ type: 'Appointment', id }] },
    decide: (draft) => {
      const appointment = toAppointment(sheet, operator, draft.now);
      judgeBook(draft, { id, appointment, identifierSystem: deps.booking.identifierSystem }, deps.rules);
      return () => undefined;
    },
  });

/** The slot's appointment as the guide wants it declared. */
function toAppointment(
  { slot, schedule, practitioners, zone }: SlotSheet,
  operator: Identifier,
  now: number,
): Appointment {
  const { resourceType, ...proposal } = proposeAppointment({ slots: [slot], schedule, practitioners });
  const isOfPlace = ownerOf(schedule) === 'place';
  return {
    resourceType,
    meta: { profile: [isOfPlace ? sasProfile.sosAppointment : sasProfile.appointment] },
    extension: [{ url: extensionUrl.appointmentOperator, valueReference: { identifier: operator } }],
    ...proposal,
    created: formatInstant(now, zone),
    status: 'booked',
  };
}
