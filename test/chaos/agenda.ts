/** A small agenda in the future, and appointments on it. */
import type { Appointment, Bundle, Practitioner, Schedule, Slot } from '@medplum/fhirtypes';
import { codeSystem, extensionUrl, identifierSystem } from '../../src/fhir/sas.ts';

const rpps = '899990000012';
const day = 86_400_000;
const minute = 60_000;

const practitioner: Practitioner = {
  resourceType: 'Practitioner',
  id: 'p',
  identifier: [
    {
      type: { coding: [{ system: codeSystem.identifierType, code: 'IDNPS' }] },
      system: identifierSystem.practitioner,
      value: rpps,
    },
  ],
  name: [{ family: 'Chaos', given: ['Camille'] }],
};

const schedule: Schedule = {
  resourceType: 'Schedule',
  id: 'a',
  actor: [{ reference: 'Practitioner/p' }],
};

const instant = (ms: number): string => new Date(ms).toISOString().replace('Z', '+00:00');

/** A midnight in UTC, more than a day away: slots stay in the future, whatever a test does to its clock. */
const from = Math.floor(Date.now() / day) * day + 2 * day;

/** Slot `s<n>`: fifteen minutes, one after the other. */
export const slot = (n: number, more: Partial<Slot> = {}): Slot => ({
  resourceType: 'Slot',
  id: `s${n}`,
  meta: { security: [{ system: codeSystem.slotVisibility, code: 'PUBLIC' }] },
  schedule: { reference: 'Schedule/a' },
  status: 'free',
  start: instant(from + n * 15 * minute),
  end: instant(from + (n + 1) * 15 * minute),
  ...more,
});

/** The agenda with this many slots, as a transaction. */
export const agenda = (slots: number): Bundle => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [practitioner, schedule, ...Array.from({ length: slots }, (_, n) => slot(n))].map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  })),
});

/** The first `slots` slots of the agenda replaced at once by these, as a transaction. */
export const replacedDay = (slots: number, by: readonly Slot[]): Bundle => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [
    {
      request: {
        method: 'DELETE',
        url: `Slot?schedule=Schedule/a&start=ge${slot(0).start}&start=lt${slot(slots).start}`,
      },
    },
    ...by.map((resource) => ({ resource, request: { method: 'PUT' as const, url: `Slot/${resource.id}` } })),
  ],
});

/** An appointment on slots that follow each other, with an identifier of its own. */
export const appointment = (name: string, slots: readonly number[], more: Partial<Appointment> = {}): Appointment => {
  const sorted = slots.toSorted((a, b) => a - b);
  return {
    resourceType: 'Appointment',
    extension: [
      {
        url: extensionUrl.appointmentOperator,
        valueReference: {
          identifier: {
            type: { coding: [{ system: codeSystem.identifierType, code: 'INTRN' }] },
            system: identifierSystem.sas,
            value: '0b9f1a52-5f7e-4c8e-9f61-2f2d1d4b7c11',
          },
        },
      },
    ],
    identifier: [{ system: 'urn:oid:1.2.3.4', value: name }],
    status: 'booked',
    start: slot(sorted[0]!).start,
    end: slot(sorted.at(-1)!).end,
    slot: slots.map((n) => ({ reference: `Slot/s${n}` })),
    participant: [
      {
        actor: {
          identifier: {
            type: { coding: [{ system: codeSystem.identifierType, code: 'IDNPS' }] },
            system: identifierSystem.practitioner,
            value: rpps,
          },
        },
        status: 'accepted',
      },
    ],
    ...more,
  };
};

/** The guide's search for the free slots of an agenda that has this many. */
export const guideSearch = (slots: number): string => {
  const window = `start=ge${slot(0).start}&start=le${slot(slots).start}`;
  return `Slot?${window}&schedule.actor:Practitioner.identifier=${identifierSystem.practitioner}|${rpps}&status=free`;
};
