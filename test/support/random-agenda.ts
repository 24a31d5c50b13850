/** Random small agendas, and random searches of them: few names and values, so that they often meet. */
import fc from 'fast-check';
import type { AgendaResource, ResourceType } from '../../src/fhir/resource-type.ts';
import { rppsSystem } from './resources.ts';

const pick = fc.constantFrom;
const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 2 });

const ids = ['1', '2', '3', 'a', 'A'] as const;
const id = pick(...ids);
const system = pick(undefined, 'http://s', rppsSystem);
const code = pick('x', 'X', '10001234567', '810001234567');
const coding = fc.record({ system, code });
const identifier = fc.record({ system, value: code });
const concept = fc.record({ coding: fc.array(coding, { minLength: 1, maxLength: 2 }) });
const names = ['Lévy', 'levy', 'LE', 'Le Goff', 'goff', '100%', 'l_'] as const;
const name = pick(...names);
const days = ['2026-11-22', '2026-11-23', '2026-11-24', '2026', '2026-11', '2026-12'] as const;
const instants = [
  '2026-11-22T23:59:59.999+01:00',
  '2026-11-23T00:00:00.000+01:00',
  '2026-11-23T09:00:00.000+01:00',
  '2026-11-23T08:00:00Z',
  '2026-11-23T13:00:00.500+04:00',
  '2026-11-23T23:30:00.000-03:00',
  '2026-12-31T23:30:00Z',
] as const;
const instant = pick(...instants);
const period = fc.record({ start: pick(undefined, ...days), end: pick(undefined, ...days) });

const referenceTo = (...types: ResourceType[]) =>
  fc.record({ reference: fc.tuple(pick(...types), id).map((parts) => parts.join('/')) });
const actor = fc.oneof(referenceTo('Practitioner', 'Location'), fc.record({ identifier }));

/** A record whose elements may each be absent. */
const resource = <T extends object>(resourceType: ResourceType, elements: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc
    .tuple(id, fc.record(elements, { requiredKeys: [] }))
    .map(([ofId, rest]) => ({ resourceType, id: ofId, ...withoutUndefined(rest) }) as unknown as AgendaResource);

/** As a resource comes from JSON: absent, never undefined; an empty Period is absent too. */
const withoutUndefined = (value: object): object => {
  const { planningHorizon, ...rest } = JSON.parse(JSON.stringify(value)) as { planningHorizon?: object };
  return planningHorizon && Object.keys(planningHorizon).length > 0 ? { planningHorizon, ...rest } : rest;
};

const randomResource = fc.oneof(
  resource('Practitioner', {
    identifier: some(identifier),
    active: fc.boolean(),
    name: some(fc.record({ family: name, given: some(name) })),
    telecom: some(fc.record({ system: pick('phone', 'email'), value: code })),
  }),
  resource('Organization', {
    identifier: some(identifier),
    name,
    alias: some(name),
    partOf: referenceTo('Organization'),
  }),
  resource('Schedule', {
    identifier: some(identifier),
    active: fc.boolean(),
    actor: some(actor),
    planningHorizon: period,
  }),
  resource('Slot', {
    identifier: some(identifier),
    status: pick('free', 'busy'),
    start: instant,
    schedule: referenceTo('Schedule'),
    specialty: some(concept),
  }),
  resource('Appointment', {
    status: pick('booked', 'cancelled'),
    start: instant,
    slot: some(referenceTo('Slot')),
    participant: some(fc.record({ actor })),
  }),
);

/** A write: the resource is put, or the one of its type and id deleted if there is one. */
export interface RandomWrite {
  readonly resource: AgendaResource;
  readonly isDeleted: boolean;
}

export const randomWrites: fc.Arbitrary<RandomWrite[]> = fc.array(
  fc.record({ resource: randomResource, isDeleted: fc.integer({ max: 9, min: 0 }).map((n) => n === 0) }),
  { minLength: 10, maxLength: 60 },
);

type Condition = readonly [string, string];

const listOf = (value: fc.Arbitrary<string>) =>
  fc.array(value, { minLength: 1, maxLength: 3 }).map((values) => values.join(','));

const tokenText = fc.oneof(
  code,
  pick('true', 'false', 'free', 'busy', 'booked'),
  fc.tuple(pick('', 'http://s', 'email', rppsSystem), code).map((parts) => parts.join('|')),
  pick('http://s|', `${rppsSystem}|`),
);
const prefix = pick('', 'eq', 'ne', 'lt', 'le', 'gt', 'ge');
const dateText = fc.tuple(
  prefix,
  fc.oneof(pick(...days), instant, pick('2026-11-23T09:00', '2026-11-23T09:00:00', '2026-11-23T08:00Z')),
);

const conditionOf = (names: readonly string[], value: fc.Arbitrary<string>): fc.Arbitrary<Condition> =>
  fc.tuple(pick(...names), listOf(value));

const tokens = (...codes: string[]) =>
  conditionOf(
    codes.flatMap((one) => [one, `${one}:not`]),
    tokenText,
  );
const strings = (...codes: string[]) =>
  conditionOf(
    codes.flatMap((one) => [one, `${one}:exact`, `${one}:contains`]),
    fc.oneof(name, pick('l', 'é', '%', '_')),
  );
const dates = (...codes: string[]) =>
  conditionOf(
    codes,
    dateText.map((parts) => parts.join('')),
  );
const references = (code: string, ...types: ResourceType[]) =>
  fc.oneof(
    conditionOf(
      [code],
      fc.oneof(
        id,
        fc.tuple(pick(...types), id).map((parts) => parts.join('/')),
      ),
    ),
    conditionOf(
      types.map((type) => `${code}:${type}`),
      id,
    ),
    conditionOf([`${code}:identifier`], tokenText),
  );
const missing = (...codes: string[]): fc.Arbitrary<Condition> =>
  fc.tuple(pick(...codes.map((one) => `${one}:missing`)), pick('true', 'false'));

const ofEvery = conditionOf(['_id'], id);
const own: Readonly<Record<string, fc.Arbitrary<Condition>>> = {
  Practitioner: fc.oneof(
    tokens('identifier', 'active', 'email'),
    strings('family', 'given'),
    missing('family', 'email'),
  ),
  Organization: fc.oneof(
    strings('name'),
    references('partof', 'Organization'),
    missing('name', 'partof', 'identifier'),
  ),
  Schedule: fc.oneof(
    tokens('identifier', 'active'),
    dates('date'),
    references('actor', 'Practitioner', 'Location'),
    missing('actor', 'date', 'active'),
  ),
  Slot: fc.oneof(
    tokens('status', 'specialty', 'identifier'),
    dates('start'),
    references('schedule', 'Schedule'),
    missing('start', 'schedule', 'specialty'),
  ),
  Appointment: fc.oneof(
    tokens('status'),
    dates('date'),
    references('actor', 'Practitioner', 'Location'),
    references('slot', 'Slot'),
    missing('slot', 'practitioner'),
  ),
};

/** What may stand before a parameter of another type: `schedule.` before one of Schedule, in a search of Slot. */
const links: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  Practitioner: [
    ['_has:Schedule:actor:', 'Schedule'],
    ['_has:Appointment:practitioner:', 'Appointment'],
  ],
  Organization: [
    ['partof.', 'Organization'],
    ['_has:Organization:partof:', 'Organization'],
  ],
  Schedule: [
    ['actor:Practitioner.', 'Practitioner'],
    ['_has:Slot:schedule:', 'Slot'],
  ],
  Slot: [
    ['schedule.', 'Schedule'],
    ['schedule:Schedule.', 'Schedule'],
    ['_has:Appointment:slot:', 'Appointment'],
  ],
  Appointment: [
    ['slot.', 'Slot'],
    ['actor:Practitioner.', 'Practitioner'],
    ['practitioner.', 'Practitioner'],
  ],
};

const conditionAt = (type: string, depth: number): fc.Arbitrary<Condition> => {
  const direct = fc.oneof(own[type]!, ofEvery);
  if (depth === 0) return direct;
  const linked = links[type]!.map(([prefixText, target]) =>
    conditionAt(target, depth - 1).map(([rest, value]): Condition => [prefixText + rest, value]),
  );
  return fc.oneof(direct, ...linked);
};

export interface RandomSearch {
  readonly type: ResourceType;
  readonly conditions: readonly Condition[];
  readonly sort: string;
  readonly count: number;
}

const sortCodes: Readonly<Record<string, readonly string[]>> = {
  Practitioner: ['', '_id'],
  Organization: ['', '-_id'],
  Schedule: ['', 'date', '-date'],
  Slot: ['', 'start', '-start', 'status,-start', '-schedule'],
  Appointment: ['', 'date', '-status,date,_id'],
};

export const randomSearch: fc.Arbitrary<RandomSearch> = pick(...(Object.keys(own) as ResourceType[])).chain((type) =>
  fc.record({
    type: fc.constant(type),
    conditions: fc.array(conditionAt(type, 2), { maxLength: 3 }),
    sort: pick(...sortCodes[type]!),
    count: fc.integer({ min: 1, max: 7 }),
  }),
);
