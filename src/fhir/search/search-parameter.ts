/**
 * The table of search parameters: it feeds the parser, the indexes, the CapabilityStatement and docs/search.md.
 * https://hl7.org/fhir/R4/searchparameter-registry.html
 */
import type { ResourceType } from '../resource-type.ts';

export type SearchParameterType = 'token' | 'reference' | 'date' | 'string';

export interface SearchParameter {
  readonly code: string;
  readonly type: SearchParameterType;
  /** Dotted paths below the resource whose values are searched; a path that meets an array goes on in each of its items. */
  readonly paths: readonly string[];
  /** Only values whose element has this property value count: `{ system: 'email' }`. */
  readonly where?: Readonly<Record<string, string>>;
  /** For references: the types of this server that they may lead to. */
  readonly targets?: readonly ResourceType[];
  readonly description: string;
}

type Options = Pick<SearchParameter, 'where' | 'targets'>;

const define =
  (type: SearchParameterType) =>
  (code: string, paths: string, description: string, options: Options = {}): SearchParameter => ({
    code,
    type,
    paths: paths.split('|'),
    description,
    ...options,
  });

const token = define('token');
const date = define('date');
const string = define('string');
const reference = (code: string, paths: string, description: string, ...targets: ResourceType[]): SearchParameter =>
  define('reference')(code, paths, description, { targets });

const identifier = token('identifier', 'identifier', 'A business identifier');
const active = token('active', 'active', 'Whether the record is in use');
const specialty = token('specialty', 'specialty', 'Speciality');
const serviceType = token('service-type', 'serviceType', 'Type of service: AMB, HH, VR …');
const serviceCategory = token('service-category', 'serviceCategory', 'Broad category of service');

const contact = [
  token('telecom', 'telecom', 'Any contact point'),
  token('phone', 'telecom', 'A phone number', { where: { system: 'phone' } }),
  token('email', 'telecom', 'An e-mail address', { where: { system: 'email' } }),
];

const address = [
  string(
    'address',
    'address.text|address.line|address.city|address.district|address.state|address.postalCode|address.country',
    'Any part of an address',
  ),
  string('address-city', 'address.city', 'City'),
  string('address-postalcode', 'address.postalCode', 'Postal code'),
  string('address-state', 'address.state', 'State or region'),
  string('address-country', 'address.country', 'Country'),
];

/** Every parameter of each type, beside those that all types have (`_id`, `_lastUpdated`). */
export const searchParameters: Readonly<Record<ResourceType, readonly SearchParameter[]>> = {
  Practitioner: [
    identifier,
    active,
    string('name', 'name.text|name.family|name.given|name.prefix|name.suffix', 'Any part of a name'),
    string('family', 'name.family', 'Family name'),
    string('given', 'name.given', 'Given name'),
    token('gender', 'gender', 'Gender'),
    token('communication', 'communication', 'A language spoken'),
    ...contact,
    ...address,
  ],
  PractitionerRole: [
    identifier,
    active,
    reference('practitioner', 'practitioner', 'Who works in this role', 'Practitioner'),
    reference('organization', 'organization', 'The structure of practice', 'Organization'),
    reference('location', 'location', 'The place of practice', 'Location'),
    reference('service', 'healthcareService', 'The services of the role', 'HealthcareService'),
    token('role', 'code', 'The role'),
    specialty,
    date('date', 'period', 'When the role holds'),
    ...contact,
  ],
  Location: [
    identifier,
    string('name', 'name|alias', 'Name or alias'),
    token('status', 'status', 'Status'),
    token('type', 'type', 'Kind of place'),
    reference('organization', 'managingOrganization', 'Who runs the place', 'Organization'),
    reference('partof', 'partOf', 'The place of which it is a part', 'Location'),
    ...address,
  ],
  Organization: [
    identifier,
    active,
    string('name', 'name|alias', 'Name or alias'),
    token('type', 'type', 'Kind of organization'),
    reference('partof', 'partOf', 'The organization of which it is a part', 'Organization'),
    ...address,
  ],
  HealthcareService: [
    identifier,
    active,
    string('name', 'name', 'Name'),
    reference('organization', 'providedBy', 'Who provides the service', 'Organization'),
    reference('location', 'location', 'Where it is provided', 'Location'),
    token('service-category', 'category', 'Broad category of service'),
    token('service-type', 'type', 'Type of service'),
    specialty,
    token('characteristic', 'characteristic', 'A characteristic'),
  ],
  Schedule: [
    identifier,
    active,
    reference(
      'actor',
      'actor',
      'Whose agenda it is',
      'Practitioner',
      'PractitionerRole',
      'Location',
      'HealthcareService',
    ),
    date('date', 'planningHorizon', 'The period that the agenda covers'),
    serviceCategory,
    serviceType,
    specialty,
  ],
  Slot: [
    identifier,
    reference('schedule', 'schedule', 'The agenda it belongs to', 'Schedule'),
    date('start', 'start', 'When it starts'),
    token('status', 'status', 'free, busy, busy-unavailable, busy-tentative, entered-in-error'),
    serviceCategory,
    serviceType,
    specialty,
    token('appointment-type', 'appointmentType', 'ROUTINE can be booked, WALKIN come without appointment'),
    reference(
      'service-type-reference',
      'serviceType.extension.valueReference',
      "The service of the CPTS that shares it (the guide's own parameter)",
      'HealthcareService',
    ),
  ],
  Appointment: [
    identifier,
    token('status', 'status', 'pending, booked, fulfilled, noshow, cancelled'),
    date('date', 'start', 'When it starts'),
    reference('slot', 'slot', 'The slots it takes', 'Slot'),
    reference(
      'actor',
      'participant.actor',
      'Any participant',
      'Practitioner',
      'PractitionerRole',
      'Location',
      'HealthcareService',
    ),
    reference('practitioner', 'participant.actor', 'The practitioner', 'Practitioner'),
    reference('location', 'participant.actor', 'The place', 'Location'),
    token('part-status', 'participant.status', 'Status of a participation'),
    token('appointment-type', 'appointmentType', 'ROUTINE or WALKIN'),
    token('reason-code', 'reasonCode', 'Coded reason'),
    serviceCategory,
    serviceType,
    specialty,
  ],
};

const byCode = new Map<string, SearchParameter>(
  Object.entries(searchParameters).flatMap(([type, list]) => list.map((one) => [`${type}.${one.code}`, one] as const)),
);

/** The parameter that a type has under this code, if any. */
export const findSearchParameter = (type: ResourceType, code: string): SearchParameter | undefined =>
  byCode.get(`${type}.${code}`);
