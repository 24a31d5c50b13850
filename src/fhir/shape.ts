/**
 * The shape of the elements that this server reads itself: a text, a list, an object where it expects one. Judged at every
 * write, whatever else is validated, so that nothing behind it meets another. https://hl7.org/fhir/R4/json.html
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
export function judgeShape(type: ResourceType, resource: object): Issue[] {
  const issues: Issue[] = [];
  judge(resource, { shape: shapes[type], path: () => type }, issues);
  return issues;
}

interface Expected {
  readonly shape: Shape;
  /** Asked for only when something is wrong: this runs for every resource of an import. */
  readonly path: () => string;
}

function judge(value: unknown, { shape, path }: Expected, issues: Issue[]): void {
  if (shape === 'text') {
    if (typeof value !== 'string') issues.push(wrong(path(), 'a text'));
  } else if (shape === 'truth') {
    if (typeof value !== 'boolean') issues.push(wrong(path(), 'true or false'));
  } else if (Array.isArray(shape)) judgeList(value, { shape: shape[0] as Shape, path }, issues);
  else if (!isJsonObject(value)) issues.push(wrong(path(), 'an object'));
  else judgeElements(value, { shape, path }, issues);
}

function judgeList(value: unknown, { shape, path }: Expected, issues: Issue[]): void {
  if (!Array.isArray(value)) issues.push(wrong(path(), 'a list'));
  else for (const [index, item] of value.entries()) judge(item, { shape, path: () => `${path()}[${index}]` }, issues);
}

function judgeElements(value: Record<string, unknown>, { shape, path }: Expected, issues: Issue[]): void {
  for (const name in value) {
    if (!Object.hasOwn(shape as object, name) || value[name] === undefined) continue;
    judge(value[name], { shape: (shape as Record<string, Shape>)[name]!, path: () => `${path()}.${name}` }, issues);
  }
}

const wrong = (path: string, wanted: string): Issue => issue('structure', `${path} is ${wanted} in FHIR`, path);
