/** The appointment that slots offer, before anybody books it: what `$find` proposes and `$hold` gives back. */
import type { Appointment, AppointmentParticipant, Practitioner, Schedule, Slot } from '@medplum/fhirtypes';
import { parseReference } from '../../fhir/reference.ts';
import { ownerOf } from '../agenda-owner.ts';
import { bestPractitionerIdentifier } from '../render/elements.ts';

export interface OfferedSlots {
  /** Contiguous, in order of start; at least one. */
  readonly slots: readonly Slot[];
  readonly schedule: Schedule;
  /** Who works there; nobody: it is a place's schedule. */
  readonly practitioners: readonly Practitioner[];
}

/** Whether somebody can be proposed: a practitioner who is known here, or a place. */
export const canBeProposed = ({ schedule, practitioners }: Omit<OfferedSlots, 'slots'>): boolean =>
  practitioners.length > 0 || ownerOf(schedule) === 'place';

/** An Appointment `proposed` that takes these slots, with the participants that the guide's profiles want. */
export function proposeAppointment({ slots, schedule, practitioners }: OfferedSlots): Appointment {
  const [first] = slots;
  const { specialty, appointmentType } = first!;
  const serviceType = first!.serviceType?.filter(({ extension }) => !extension);
  return {
    resourceType: 'Appointment',
    status: 'proposed',
    ...(serviceType?.length ? { serviceType } : {}),
    ...(specialty ? { specialty } : {}),
    ...(appointmentType ? { appointmentType } : {}),
    start: first!.start,
    end: slots.at(-1)!.end,
    slot: slots.map(({ id }) => ({ reference: `Slot/${id}` })),
    participant: toParticipants(schedule, practitioners),
  };
}

/** A published slot is its practitioner's word: he has accepted. */
function toParticipants(schedule: Schedule, practitioners: readonly Practitioner[]): AppointmentParticipant[] {
  if (practitioners.length > 0) return practitioners.map(toParticipant);
  const places = (schedule.actor ?? []).filter(({ reference }) => parseReference(reference)?.type === 'Location');
  return places.map(({ reference }) => ({ actor: { reference: reference! }, status: 'accepted' }));
}

function toParticipant({ id, identifier }: Practitioner): AppointmentParticipant {
  const national = bestPractitionerIdentifier(identifier);
  const actor = { reference: `Practitioner/${id}`, ...(national ? { identifier: national } : {}) };
  return { actor, status: 'accepted' };
}
