/**
 * The agendas that the benchmark searches: practitioners of one place each, twelve slots a day of which ten leave, so
 * that three days of one practitioner come as some 33 resources and those of 25 as some 825.
 */
import type { Practitioner, PractitionerRole, Schedule, Slot } from '@medplum/fhirtypes';
import { datesBetween, type LocalDay, localDay } from '../../src/demo/local-day.ts';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { codeSystem, identifierSystem } from '../../src/fhir/sas.ts';

/** How large a base is: `slots` in all, over `days` days from `fromDay` (an ISO date, Paris time) on. */
export interface BaseShape {
  readonly slots: number;
  readonly days: number;
  readonly fromDay: string;
}

const slotsPerDay = 12;

/** Practitioners that a base of this shape has; the last one's agenda may end early. */
export const practitionerCount = ({ slots, days }: BaseShape): number => Math.ceil(slots / (days * slotsPerDay));

/** The RPPS, with its type digit, of the practitioner of this rank. */
export const rppsOf = (rank: number): string => `8${String(10_000_000_000 + rank)}`;

/** The id of the schedule of the practitioner of this rank. */
export const scheduleOf = (rank: number): string => idOf(rank);

/** Every resource of the base, one practitioner after the other, references pointing back. */
export function* agendaResources(shape: BaseShape): Generator<AgendaResource> {
  const days = daysOf(shape);
  let left = shape.slots;
  for (let rank = 0; rank < practitionerCount(shape); rank++) {
    yield* practitionerResources(rank);
    for (const day of days) {
      for (let place = 0; place < slotsPerDay && left > 0; place++, left--) yield toSlot(rank, day, place);
    }
  }
}

function daysOf({ fromDay, days }: BaseShape): LocalDay[] {
  const last = new Date(Date.parse(fromDay) + (days - 1) * 86_400_000).toISOString().slice(0, 10);
  return datesBetween(fromDay, last).map((date) => localDay(date, 'Europe/Paris'));
}

const families = ['Lefèvre', 'Garcia', 'Bénard', 'Rousseau', 'Chevalier', 'Noël', 'Dupré', 'Marchand'];
const givens = ['Élodie', 'Hélène', 'Karim', 'Jérôme', 'Agnès', 'Thomas', 'Inès', 'François'];
const cities = [
  { city: 'Caen', postalCode: '14000' },
  { city: 'Évreux', postalCode: '27000' },
  { city: 'Saint-Lô', postalCode: '50000' },
];
const reasons = ['Consultation', 'Fièvre', 'Douleur aiguë', 'Renouvellement'];

const cyclic = <T>(items: readonly T[], rank: number): T => items[rank % items.length]!;

const idOf = (rank: number): string => `ps-${String(rank).padStart(6, '0')}`;

function practitionerResources(rank: number): [Practitioner, PractitionerRole, Schedule] {
  const id = idOf(rank);
  return [
    {
      resourceType: 'Practitioner',
      id,
      identifier: [{ type: concept(codeSystem.identifierType, 'IDNPS'), ...national('practitioner', rppsOf(rank)) }],
      active: true,
      name: [{ family: cyclic(families, rank), given: [cyclic(givens, rank >> 3)] }],
    },
    toRole(id, rank),
    {
      resourceType: 'Schedule',
      id,
      active: true,
      actor: [{ reference: `Practitioner/${id}` }, { reference: `PractitionerRole/${id}` }],
    },
  ];
}

function toRole(id: string, rank: number): PractitionerRole {
  return {
    resourceType: 'PractitionerRole',
    id,
    contained: [
      {
        resourceType: 'Location',
        id: 'lieu',
        identifier: [
          {
            type: concept(codeSystem.locationIdentifierType, 'INTRN'),
            system: 'https://sas-interop.org/fhir/bench-place',
            value: id,
          },
        ],
        address: { line: [`${1 + (rank % 90)} rue de la République`], ...cyclic(cities, rank) },
      },
    ],
    active: true,
    practitioner: { reference: `Practitioner/${id}` },
    organization: {
      identifier: {
        type: concept(codeSystem.identifierType, 'IDNST'),
        ...national('structure', `1${String(140_000_000 + rank)}`),
      },
    },
    specialty: [concept(codeSystem.speciality, 'SM54')],
    location: [{ reference: '#lieu' }],
    telecom: [{ system: 'phone', value: `02 31 ${String(100_000 + (rank % 900_000)).replace(/(..)(..)/, '$1 $2 ')}` }],
  };
}

/** The places 0 to 9 of a day leave, 10 is taken, 11 is kept for the practitioner's own patients. */
function toSlot(rank: number, day: LocalDay, place: number): Slot {
  const id = `${idOf(rank)}-${day.date.replaceAll('-', '')}-${String(place).padStart(2, '0')}`;
  const span = day.span(9 * 60 + place * 20, 20)!;
  const visibility = place === 11 ? 'PATIENTELE' : cyclic(['PUBLIC', 'PUBLIC', 'SNP', 'PRO'], place);
  const reason = place % 3 === 0 ? [{ text: cyclic(reasons, place) }] : [];
  return {
    resourceType: 'Slot',
    id,
    meta: { security: [{ system: codeSystem.slotVisibility, code: visibility }] },
    serviceType: [concept(codeSystem.consultation, place === 5 ? 'VR' : 'AMB'), ...reason],
    specialty: [concept(codeSystem.speciality, 'SM54')],
    appointmentType: concept(codeSystem.appointmentType, 'ROUTINE'),
    schedule: { reference: `Schedule/${idOf(rank)}` },
    status: place === 10 ? 'busy' : 'free',
    start: span.start,
    end: span.end,
    comment: `/rdv?slot=${id}`,
  };
}

const concept = (system: string, code: string) => ({ coding: [{ system, code }] });

const national = (kind: 'practitioner' | 'structure', value: string) => ({ system: identifierSystem[kind], value });
