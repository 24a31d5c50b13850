/**
 * A search as FHIR describes it, over plain resources in memory: it reads the query's own text and looks at each resource
 * in turn. Slow and simple, and written from the specification alone, so that a store can be compared with it.
 * https://hl7.org/fhir/R4/search.html
 */
import type { AgendaResource, ResourceType } from '../../src/fhir/resource-type.ts';
import { hasDate, hasReference, hasString, hasToken, type Json, referencesIn } from './naive-values.ts';

type Kind = 'token' | 'string' | 'date' | 'reference';

interface Parameter {
  readonly kind: Kind;
  /** The elements that it looks at. */
  readonly of: (resource: Json) => readonly unknown[];
}

const list = (value: unknown): readonly unknown[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
};
const each = (value: unknown, name: string) => list(value).flatMap((item) => list((item as Json)[name]));
const element = (kind: Kind, name: string): Parameter => ({ kind, of: (resource) => list(resource[name]) });

const identifier = element('token', 'identifier');
const active = element('token', 'active');
const status = element('token', 'status');
const actors = (resource: Json) => each(resource.participant, 'actor');
const leadsTo = (type: string) => (resource: Json) =>
  actors(resource).filter((actor) => {
    const { reference } = actor as { reference?: string };
    return reference === undefined || reference.startsWith(`${type}/`);
  });

/** The expressions of the standard search parameters, for the types that the properties generate. */
const parameters: Readonly<Partial<Record<ResourceType, Readonly<Record<string, Parameter>>>>> = {
  Practitioner: {
    identifier,
    active,
    family: { kind: 'string', of: ({ name }) => each(name, 'family') },
    given: { kind: 'string', of: ({ name }) => each(name, 'given') },
    email: {
      kind: 'token',
      of: ({ telecom }) => list(telecom).filter((item) => (item as Json).system === 'email'),
    },
  },
  Organization: {
    identifier,
    name: { kind: 'string', of: ({ name, alias }) => [...list(name), ...list(alias)] },
    partof: element('reference', 'partOf'),
  },
  Schedule: { identifier, active, actor: element('reference', 'actor'), date: element('date', 'planningHorizon') },
  Slot: {
    identifier,
    status,
    start: element('date', 'start'),
    schedule: element('reference', 'schedule'),
    specialty: element('token', 'specialty'),
  },
  Appointment: {
    status,
    date: element('date', 'start'),
    slot: element('reference', 'slot'),
    actor: { kind: 'reference', of: actors },
    practitioner: { kind: 'reference', of: leadsTo('Practitioner') },
  },
};

/** The resources of `world` that meet all conditions of `type`, each a name and a value: `['start', 'ge2026-11-23']`. */
export const naiveSearch = (
  world: readonly AgendaResource[],
  type: ResourceType,
  conditions: readonly (readonly [string, string])[],
): readonly AgendaResource[] =>
  world
    .filter(({ resourceType }) => resourceType === type)
    .filter((resource) => conditions.every(([name, value]) => meets(world, resource, { name, value })));

interface Condition {
  readonly name: string;
  readonly value: string;
}

function meets(world: readonly AgendaResource[], resource: AgendaResource, condition: Condition): boolean {
  const { name, value } = condition;
  if (name.startsWith('_has:')) return isReferredToBy(world, resource, condition);
  if (name.includes('.')) return leadsToOneThat(world, resource, condition);
  const [code = '', modifier] = name.split(':');
  if (code === '_id') return value.split(',').includes(resource.id!);
  const { kind, of } = parameters[resource.resourceType]![code]!;
  const elements = of(resource as unknown as Json);
  if (modifier === 'missing') return (elements.length === 0) === (value === 'true');
  const hasAny = value.split(',').some((one) => hasOne(kind, elements, { name: modifier ?? '', value: one.trim() }));
  return modifier === 'not' ? !hasAny : hasAny;
}

/** Whether one of the elements is what is asked; the condition's name is its modifier here. */
function hasOne(kind: Kind, elements: readonly unknown[], { name: modifier, value }: Condition): boolean {
  switch (kind) {
    case 'token':
      return elements.some((one) => hasToken(one, value));
    case 'string':
      return elements.some((one) => hasString(one as string, value, modifier));
    case 'date':
      return elements.some((one) => hasDate(one, value));
    case 'reference':
      return elements.some((one) => hasReference(one as Json, value, modifier));
  }
}

/** `_has:Slot:schedule:status`: one Slot refers here by its schedule, and has that status. */
function isReferredToBy(
  world: readonly AgendaResource[],
  resource: AgendaResource,
  { name, value }: Condition,
): boolean {
  const [, type, param = '', ...rest] = name.split(':');
  return world.some(
    (other) =>
      other.resourceType === type &&
      referencesOf(other, param).includes(`${resource.resourceType}/${resource.id}`) &&
      meets(world, other, { name: rest.join(':'), value }),
  );
}

/** `schedule.actor:Practitioner.family`: the schedule has a Practitioner as actor whose family name … */
function leadsToOneThat(
  world: readonly AgendaResource[],
  resource: AgendaResource,
  { name, value }: Condition,
): boolean {
  const dot = name.indexOf('.');
  const [param = '', type] = name.slice(0, dot).split(':');
  const targets = referencesOf(resource, param);
  return world.some(
    (other) =>
      (type === undefined || other.resourceType === type) &&
      targets.includes(`${other.resourceType}/${other.id}`) &&
      meets(world, other, { name: name.slice(dot + 1), value }),
  );
}

const referencesOf = (resource: AgendaResource, param: string): readonly string[] =>
  referencesIn(parameters[resource.resourceType]![param]!.of(resource as unknown as Json));
