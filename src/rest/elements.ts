/** `_elements`: a part of a resource, marked as such. https://hl7.org/fhir/R4/search.html#elements */
import { parseStored } from '../fhir/json.ts';
import type { AgendaResource, ResourceType } from '../fhir/resource-type.ts';

/** What R4 makes mandatory at the top of each type: never left out. */
const mandatory: Readonly<Record<ResourceType, readonly string[]>> = {
  Practitioner: [],
  PractitionerRole: [],
  Location: [],
  Organization: [],
  HealthcareService: [],
  Schedule: ['actor'],
  Slot: ['schedule', 'status', 'start', 'end'],
  Appointment: ['status', 'participant'],
};

const subsetted = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };

/** The JSON of a resource with only these elements, the mandatory ones, id and meta. */
export function keepElements(type: ResourceType, json: string, elements: readonly string[]): string {
  const kept = new Set([...elements, ...mandatory[type], 'resourceType', 'id', 'meta']);
  const resource = parseStored(json) as AgendaResource;
  const part = Object.entries(resource).filter(([name]) => kept.has(name.replace(/^_/, '')));
  const tag = [...(resource.meta?.tag ?? []), subsetted];
  return JSON.stringify({ ...Object.fromEntries(part), meta: { ...resource.meta, tag } });
}
