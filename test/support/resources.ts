/** Small resources for tests, each with only what a search or a booking looks at. */
import type { Appointment, Location, Organization, Practitioner, Schedule, Slot } from '@medplum/fhirtypes';

import { appointmentSystem, operator } from './booking-data.ts';

export const rppsSystem = 'urn:oid:1.2.250.1.71.4.2.1';
export const visibilitySystem = 'https://mos.esante.gouv.fr/NOS/TRE_R314-TypeCreneau/FHIR/TRE-R314-TypeCreneau';

/** 2026-11-23 09:00 in Paris, the hour around which the tests take place, in milliseconds. */
export const nine = Date.parse('2026-11-23T09:00:00+01:00');
export const minute = 60_000;

const toParis = (ms: number): string => new Date(ms + 60 * minute).toISOString().replace('Z', '+01:00');

export const practitioner = (id: string, more: Partial<Practitioner> = {}): Practitioner => ({
  resourceType: 'Practitioner',
  id,
  identifier: [{ system: rppsSystem, value: `8${id.replace(/\D/g, '').padStart(11, '0')}` }],
  active: true,
  ...more,
});

export const schedule = (id: string, actor: string, more: Partial<Schedule> = {}): Schedule => ({
  resourceType: 'Schedule',
  id,
  actor: [{ reference: actor }],
  ...more,
});

export interface SlotTimes {
  /** Milliseconds since 1970. */
  readonly start?: number;
  readonly end?: number;
}

/** A free slot of a quarter of an hour on winter days in Paris. */
export function slot(
  id: string,
  scheduleId: string,
  more: Omit<Partial<Slot>, 'start' | 'end'> & SlotTimes = {},
): Slot {
  const { start = nine, end = start + 15 * minute, ...rest } = more;
  return {
    resourceType: 'Slot',
    id,
    meta: { security: [{ system: visibilitySystem, code: 'PUBLIC' }] },
    schedule: { reference: `Schedule/${scheduleId}` },
    status: 'free',
    start: toParis(start),
    end: toParis(end),
    ...rest,
  };
}

/** An appointment as every write demands it: an identifier of its own, and the regulator who booked. */
export const appointment = (id: string, slotIds: readonly string[], more: Partial<Appointment> = {}): Appointment => ({
  resourceType: 'Appointment',
  id,
  extension: [operator],
  identifier: [{ system: appointmentSystem, value: id }],
  status: 'booked',
  slot: slotIds.map((slotId) => ({ reference: `Slot/${slotId}` })),
  start: toParis(nine),
  end: toParis(nine + 15 * minute),
  participant: [{ status: 'accepted', actor: { reference: 'Practitioner/p1' } }],
  ...more,
});

export const organization = (id: string, more: Partial<Organization> = {}): Organization => ({
  resourceType: 'Organization',
  id,
  ...more,
});

export const location = (id: string, more: Partial<Location> = {}): Location => ({
  resourceType: 'Location',
  id,
  ...more,
});
