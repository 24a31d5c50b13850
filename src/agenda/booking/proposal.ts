/** The appointment that slots offer, before anybody books it: what `$find` proposes and `$hold` gives back. */
import type {
  Appointment,
  AppointmentParticipant,
  CodeableConcept,
  Identifier,
  Practitioner,
  Schedule,
  Slot,
} from '@medplum/fhirtypes';
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { parseReference } from '../../fhir/reference.ts';
import { codeSystem, identifierSystem } from '../../fhir/sas.ts';

export interface OfferedSlots {
  /** Contiguous, in order of start; at least one. */
  readonly slots: readonly Slot[];
  readonly schedule: Schedule;
  /** Who works there; nobody: it is a place's schedule. */
  readonly practitioners: readonly Practitioner[];
}

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
  const national = nationalIdentifierOf(identifier);
  const actor = { reference: `Practitioner/${id}`, ...(national ? { identifier: national } : {}) };
  return { actor, status: 'accepted' };
}

const idnps: CodeableConcept = { coding: [{ system: codeSystem.identifierType, code: 'IDNPS' }] };

/** The RPPS where there is one, else the ADELI. */
function nationalIdentifierOf(identifiers: readonly Identifier[] | undefined): Identifier | undefined {
  const system = identifierSystem.practitioner;
  const values = (identifiers ?? []).flatMap((one) =>
    one.system === system && one.value ? [toPrefixedValue(system, one.value)] : [],
  );
  const value = values.find((one) => one.startsWith('8')) ?? values[0];
  return value === undefined ? undefined : { type: idnps, system, value };
}
