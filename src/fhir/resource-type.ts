/** The FHIR resource types this server keeps, and the union of their resources. */
import type {
  Appointment,
  HealthcareService,
  Location,
  Organization,
  Practitioner,
  PractitionerRole,
  Schedule,
  Slot,
} from '@medplum/fhirtypes';

/** In the order in which a set of resources can be loaded: what is referred to comes first. */
export const resourceTypes = [
  'Organization',
  'Location',
  'HealthcareService',
  'Practitioner',
  'PractitionerRole',
  'Schedule',
  'Slot',
  'Appointment',
] as const;

export type ResourceType = (typeof resourceTypes)[number];

export type AgendaResource =
  | Organization
  | Location
  | HealthcareService
  | Practitioner
  | PractitionerRole
  | Schedule
  | Slot
  | Appointment;

const known: ReadonlySet<string> = new Set(resourceTypes);

/** Whether this server keeps resources of the type that `name` says. */
export const isResourceType = (name: string): name is ResourceType => known.has(name);

/** FHIR's id datatype: 1 to 64 letters, digits, `-` and `.`. https://hl7.org/fhir/R4/datatypes.html#id */
export const isResourceId = (text: string): boolean => /^[A-Za-z0-9\-.]{1,64}$/.test(text);
