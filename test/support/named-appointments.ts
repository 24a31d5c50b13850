/** Appointments for tests, as the guide wants them. */
import type { Appointment, Extension } from '@medplum/fhirtypes';
import { codeSystem, extensionUrl, identifierSystem } from '../../src/fhir/sas.ts';
import { nationalPractitioner, rpps } from './agenda-data.ts';

/** The regulator who books: an identifier that the SAS gave. */
export const operator = (value = '5f0c2a8e-6a55-4d0e-9f6b-1f6a5d9b7c21'): Extension => ({
  url: extensionUrl.appointmentOperator,
  valueReference: {
    identifier: {
      type: { coding: [{ system: codeSystem.identifierType, code: 'INTRN' }] },
      system: identifierSystem.sas,
      value,
    },
  },
});

/** An appointment with the practitioner of `agenda-data`, complete but for its identifier. */
export const unnamedAppointment = (slotIds: readonly string[], overrides: Partial<Appointment> = {}): Appointment => ({
  resourceType: 'Appointment',
  extension: [operator()],
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
