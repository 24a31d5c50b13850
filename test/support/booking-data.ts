/** An agenda to be booked, and appointments that book it. */
import type { Appointment, Slot } from '@medplum/fhirtypes';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { codeSystem, extensionUrl, identifierSystem } from '../../src/fhir/sas.ts';
import { association, nationalPractitioner, november, practice, rpps, slot } from './agenda-data.ts';

/** Slots of a quarter of an hour from nine on Monday, `<prefix>1` first, each beginning where the one before ends. */
export const quarters = (prefix: string, scheduleId: string, count: number, overrides: Partial<Slot> = {}): Slot[] =>
  Array.from({ length: count }, (_, index) => {
    const minutes = index * 15;
    const time = `23T${String(9 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    return slot(`${prefix}${index + 1}`, scheduleId, november(time), overrides);
  });

/**
 * `alice` with slots `a1` to `a6`, `bruno` with `b1` to `b6`, who also accepts sur-numéraire, and a place `sos-1` of
 * SOS Médecins with `s1` to `s6`.
 */
export const bookableAgenda = (): AgendaResource[] => [
  ...practice('alice'),
  ...practice('bruno', {
    practitioner: { identifier: [nationalPractitioner(rpps(2))] },
    schedule: { extension: [{ url: extensionUrl.surNumeraire, valueBoolean: true }] },
  }),
  ...association('sos', 1),
  ...quarters('a', 'alice', 6),
  ...quarters('b', 'bruno', 6),
  ...quarters('s', 'sos-1', 6),
];

export const appointmentSystem = 'https://agenda.example.fr/appointment';

export const operator = {
  url: extensionUrl.appointmentOperator,
  valueReference: {
    identifier: {
      type: { coding: [{ system: codeSystem.identifierType, code: 'INTRN' }] },
      system: identifierSystem.sas,
      value: '0b6f7a3e-5a3f-4b53-9d52-6a7a7a1c9a10',
    },
  },
};

/** The practitioner with this serial takes part. */
export const withPractitioner = (serial: number): NonNullable<Appointment['participant']>[number] => ({
  actor: { identifier: nationalPractitioner(rpps(serial)) },
  status: 'accepted',
});

/** Elements in place of the usual ones; undefined leaves one out. */
export type AppointmentChanges = { readonly [Name in keyof Appointment]?: Appointment[Name] | undefined };

/** A booked appointment with Alice in slot `a1`. */
export const appointment = (value: string, overrides: AppointmentChanges = {}): Appointment => ({
  resourceType: 'Appointment',
  extension: [operator],
  identifier: [{ system: appointmentSystem, value }],
  status: 'booked',
  slot: [{ reference: 'Slot/a1' }],
  start: november('23T09:00'),
  end: november('23T09:15'),
  participant: [withPractitioner(1)],
  ...(overrides as Partial<Appointment>),
});

/** The slots with these ids, as `Appointment.slot` has them, and the period from the first of them to the last. */
export const inSlots = (...slots: readonly Slot[]): Pick<Appointment, 'slot' | 'start' | 'end'> => ({
  slot: slots.map(({ id }) => ({ reference: `Slot/${id}` })),
  start: slots[0]!.start,
  end: slots.at(-1)!.end,
});

/** An appointment at the place of SOS Médecins, in slot `s1`: no practitioner yet. */
export const sosAppointment = (value: string, overrides: AppointmentChanges = {}): Appointment =>
  appointment(value, {
    slot: [{ reference: 'Slot/s1' }],
    participant: [
      {
        type: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'ADM' }] }],
        status: 'needs-action',
      },
    ],
    ...overrides,
  });
