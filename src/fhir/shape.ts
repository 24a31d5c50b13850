/**
 * The JSON shape of the elements that this server itself reads: whatever a profile says, its code relies on these.
 * https://hl7.org/fhir/R4/json.html
 */
import { isJsonObject } from './json.ts';
import { type Issue, issue } from './outcome.ts';
import type { ResourceType } from './resource-type.ts';

/** A text, a truth value, an object with these elements, or a list of one of them. */
type Shape = 'text' | 'truth' | { readonly [element: string]: Shape } | readonly [Shape];

const coding: Shape = { system: 'text', code: 'text', display: 'text' };
const concept: Shape = { coding: [coding], text: 'text' };
const identifier: Shape = { type: concept, system: 'text', value: 'text' };
const reference: Shape = { reference: 'text', type: 'text', identifier, display: 'text' };
const extension: Shape = { url: 'text', valueReference: reference };
const contact: Shape = { system: 'text', value: 'text' };
const address: Shape = {
  text: 'text',
  line: ['text'],
  city: 'text',
  postalCode: 'text',
  state: 'text',
  country: 'text',
};
const period: Shape = { start: 'text', end: 'text' };
const serviceType: Shape = { ...concept, extension: [extension] };
const location = {
  name: 'text',
  alias: ['text'],
  status: 'text',
  telecom: [contact],
  address,
  managingOrganization: reference,
} as const;

const common = {
  id: 'text',
  meta: { source: 'text', profile: ['text'], security: [coding], tag: [coding] },
  identifier: [identifier],
  extension: [extension],
} as const;

const shapes: Readonly<Record<ResourceType, Readonly<Record<string, Shape>>>> = {
  Practitioner: {
    ...common,
    active: 'truth',
    name: [{ text: 'text', family: 'text', given: ['text'], prefix: ['text'], suffix: ['text'] }],
    telecom: [contact],
    address: [address],
    communication: [concept],
    gender: 'text',
  },
  PractitionerRole: {
    ...common,
    active: 'truth',
    contained: [{ ...location, resourceType: 'text', id: 'text', identifier: [identifier] }],
    practitioner: reference,
    organization: reference,
    location: [reference],
    healthcareService: [reference],
    code: [concept],
    specialty: [concept],
    telecom: [contact],
    period,
  },
  Location: { ...common, ...location, type: [concept], partOf: reference },
  Organization: {
    ...common,
    active: 'truth',
    name: 'text',
    alias: ['text'],
    type: [concept],
    telecom: [contact],
    address: [address],
    partOf: reference,
  },
  HealthcareService: {
    ...common,
    active: 'truth',
    name: 'text',
    providedBy: reference,
    location: [reference],
    category: [concept],
    type: [concept],
    specialty: [concept],
    characteristic: [concept],
    telecom: [contact],
  },
  Schedule: {
    ...common,
    active: 'truth',
    actor: [reference],
    planningHorizon: period,
    serviceCategory: [concept],
    serviceType: [concept],
    specialty: [concept],
  },
  Slot: {
    ...common,
    schedule: reference,
    status: 'text',
    start: 'text',
    end: 'text',
    serviceCategory: [concept],
    serviceType: [serviceType],
    specialty: [concept],
    appointmentType: concept,
    comment: 'text',
  },
  Appointment: {
    ...common,
    status: 'text',
    start: 'text',
    end: 'text',
    created: 'text',
    slot: [reference],
    participant: [{ type: [concept], actor: reference, status: 'text' }],
    serviceCategory: [concept],
    serviceType: [concept],
    specialty: [concept],
    appointmentType: concept,
    reasonCode: [concept],
  },
};

/** What in this resource is not of the shape that FHIR gives it, element by element; `path` begins with its type. */
export const judgeShape = (type: ResourceType, resource: object): Issue[] => judge(resource, shapes[type], type);

function judge(value: unknown, shape: Shape, path: string): Issue[] {
  if (value === undefined) return [];
  if (shape === 'text') return typeof value === 'string' ? [] : [wrong(path, 'a text')];
  if (shape === 'truth') return typeof value === 'boolean' ? [] : [wrong(path, 'true or false')];
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [wrong(path, 'a list')];
    return value.flatMap((item, index) => judge(item ?? null, shape[0] as Shape, `${path}[${index}]`));
  }
  if (!isJsonObject(value)) return [wrong(path, 'an object')];
  return Object.entries(shape).flatMap(([name, inner]) => judge(value[name], inner, `${path}.${name}`));
}

const wrong = (path: string, wanted: string): Issue => issue('structure', `${path} is ${wanted} in FHIR`, path);
