/** Appointments of 23 November from nine to a quarter past, as `$hold` and `$book` take them. */
import type { Appointment } from '@medplum/fhirtypes';
import { nationalPractitioner, rpps } from './agenda-data.ts';
import { operator } from './appointments.ts';

/** An appointment with the practitioner of `agenda-data`, complete but for its identifier. */
export const unnamedAppointment = (slotIds: readonly string[], overrides: Partial<Appointment> = {}): Appointment => ({
  resourceType: 'Appointment',
  extension: [operator],
  status: 'booked',
  start: '2026-11-23T09:00:00.000+01:00',
  end: '2026-11-23T09:15:00.000+01:00',
  slot: slotIds.map((id) => ({ reference: `Slot/${id}` })),
  participant: [{ actor: { identifier: nationalPractitioner(rpps(1)) }, status: 'accepted' }],
  ...overrides,
});

/** The same with an identifier of the vendor's. */
export const namedAppointment = (
  value: string,
  slotIds: readonly string[],
  overrides: Partial<Appointment> = {},
): Appointment =>
  unnamedAppointment(slotIds, { identifier: [{ system: 'https://agenda.example.fr/rdv', value }], ...overrides });
