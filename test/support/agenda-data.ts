/** Small agendas for tests: valid resources in the fewest words, everything overridable. */
import type {
  CodeableConcept,
  Coding,
  HealthcareService,
  Identifier,
  Location,
  Organization,
  Practitioner,
  PractitionerRole,
  Schedule,
  Slot,
} from '@medplum/fhirtypes';
import { DateTime } from 'luxon';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { codeSystem, cptsEstablishment, extensionUrl, identifierSystem } from '../../src/fhir/sas.ts';

/** Monday 23 November 2026, eight in the morning in Paris: the tests' clock. */
export const now = Date.parse('2026-11-23T08:00:00+01:00');

/** `23T09:00` is nine o'clock in Paris on Monday 23 November 2026, as FHIR writes it. */
export const november = (dayAndTime: string): string => `2026-11-${dayAndTime}:00.000+01:00`;

export const rpps = (serial: number): string => `81000000${String(serial).padStart(4, '0')}`;
export const finess = (serial: number): string => `193000${String(serial).padStart(4, '0')}`;
export const siret = (serial: number): string => `33000000000${String(serial).padStart(4, '0')}`;

const typed = (system: string, code: string): CodeableConcept => ({ coding: [{ system, code }] });

export const nationalPractitioner = (value: string): Identifier => ({
  type: typed(codeSystem.identifierType, 'IDNPS'),
  system: identifierSystem.practitioner,
  value,
});

export const nationalStructure = (value: string): Identifier => ({
  type: typed(codeSystem.locationIdentifierType, 'IDNST'),
  system: identifierSystem.structure,
  value,
});

export const practitioner = (id: string, overrides: Partial<Practitioner> = {}): Practitioner => ({
  resourceType: 'Practitioner',
  id,
  identifier: [nationalPractitioner(rpps(1))],
  active: true,
  name: [{ family: 'Lemoine', given: ['Alice'] }],
  ...overrides,
});

export const place = (id: string, overrides: Partial<Location> = {}): Location => ({
  resourceType: 'Location',
  id,
  identifier: [{ system: 'https://agenda.example.fr/place', value: id }],
  address: { line: ['1 rue des Lilas'], city: 'Paris', postalCode: '75011' },
  ...overrides,
});

/** A role whose place is contained. */
export const role = (
  id: string,
  practitionerId: string,
  overrides: Partial<PractitionerRole> = {},
): PractitionerRole => ({
  resourceType: 'PractitionerRole',
  id,
  contained: [place('lieu')],
  active: true,
  practitioner: { reference: `Practitioner/${practitionerId}` },
  organization: { identifier: nationalStructure(finess(1)) },
  location: [{ reference: '#lieu' }],
  telecom: [{ system: 'phone', value: '+33199001234' }],
  ...overrides,
});

export const schedule = (id: string, actors: readonly string[], overrides: Partial<Schedule> = {}): Schedule => ({
  resourceType: 'Schedule',
  id,
  active: true,
  actor: actors.map((reference) => ({ reference })),
  ...overrides,
});

export const visibility = (...codes: readonly string[]): { security: Coding[] } => ({
  security: codes.map((code) => ({ system: codeSystem.slotVisibility, code })),
});

export const consultation = (code: string): CodeableConcept => typed(codeSystem.consultation, code);

/** The item of a slot that says which CPTS shares it. */
export const sharedBy = (serviceId: string): CodeableConcept => ({
  extension: [{ url: extensionUrl.slotServiceType, valueReference: { reference: `HealthcareService/${serviceId}` } }],
  ...typed(codeSystem.establishment, cptsEstablishment),
});

/** A free public slot of a quarter of an hour. */
export const slot = (id: string, scheduleId: string, start: string, overrides: Partial<Slot> = {}): Slot => ({
  resourceType: 'Slot',
  id,
  meta: visibility('PUBLIC'),
  serviceType: [consultation('AMB')],
  specialty: [typed(codeSystem.speciality, 'SM54')],
  appointmentType: typed(codeSystem.appointmentType, 'ROUTINE'),
  schedule: { reference: `Schedule/${scheduleId}` },
  status: 'free',
  start,
  end: DateTime.fromISO(start, { setZone: true }).plus({ minutes: 15 }).toISO()!,
  comment: `https://agenda.example.fr/rdv?slot=${id}`,
  ...overrides,
});

export interface PracticeOptions {
  readonly practitioner?: Partial<Practitioner>;
  readonly role?: Partial<PractitionerRole>;
  readonly schedule?: Partial<Schedule>;
}

/** A practitioner with one place: `Practitioner/<id>`, `PractitionerRole/<id>`, `Schedule/<id>`. */
export const practice = (id: string, options: PracticeOptions = {}): [Practitioner, PractitionerRole, Schedule] => [
  practitioner(id, options.practitioner),
  role(id, id, options.role),
  schedule(id, [`Practitioner/${id}`, `PractitionerRole/${id}`], options.schedule),
];

/** A CPTS: `Organization/<id>` and `HealthcareService/<id>`. */
export const cpts = (id: string, serial: number): [Organization, HealthcareService] => [
  {
    resourceType: 'Organization',
    id,
    identifier: [nationalStructure(finess(serial))],
    active: true,
    name: `CPTS ${id}`,
    telecom: [{ system: 'phone', value: '02 61 91 00 01' }],
  },
  { resourceType: 'HealthcareService', id, active: true, providedBy: { reference: `Organization/${id}` } },
];

/** An SOS Médecins association with places `<id>-1` …, each a Location with its Schedule. */
export const association = (id: string, serial: number, places = 1): AgendaResource[] => [
  {
    resourceType: 'Organization',
    id,
    identifier: [nationalStructure(siret(serial))],
    active: true,
    name: `SOS Médecins ${id}`,
  },
  ...Array.from({ length: places }, (_, index) => `${id}-${index + 1}`).flatMap((placeId) => [
    place(placeId, {
      name: `Lieu ${placeId}`,
      telecom: [{ system: 'phone', value: '02 61 91 00 02' }],
      managingOrganization: { reference: `Organization/${id}` },
      hoursOfOperation: [{ daysOfWeek: ['mon'], openingTime: '08:00:00', closingTime: '20:00:00' }],
    }),
    schedule(placeId, [`Location/${placeId}`]),
  ]),
];
