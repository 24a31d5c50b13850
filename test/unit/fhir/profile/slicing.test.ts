import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { createValidator } from '../../../../src/fhir/profile/validator.ts';
import { definitionsWith, errorsOf, plainSlot, readStructure, validatorWith } from '../../../support/validation.ts';

const url = 'https://example.org/StructureDefinition/sliced';
type Changes = Record<string, Partial<ElementDefinition>>;
const bySystem = (rules: 'open' | 'closed' | 'openAtEnd' = 'open', ordered = false): Partial<ElementDefinition> => ({
  slicing: { discriminator: [{ type: 'value', path: 'system' }], rules, ordered },
});
const [A, B, C] = ['https://example.org/a', 'https://example.org/b', 'https://example.org/c'];
const slices = (slicing: Partial<ElementDefinition>, more: Changes = {}): Changes => ({
  'Slot.identifier': slicing,
  'Slot.identifier:a': { min: 1, max: '1' },
  'Slot.identifier:a.system': { min: 1, max: '1', fixedUri: A, type: [{ code: 'uri' }] },
  'Slot.identifier:b': { min: 0, max: '1' },
  'Slot.identifier:b.system': { min: 1, max: '1', fixedUri: B, type: [{ code: 'uri' }] },
  'Slot.identifier:b.value': { min: 1, max: '1', type: [{ code: 'string' }] },
  ...more,
});
const judge = (changes: Changes, ...systems: (string | undefined)[]) => {
  const identifier = systems.map((system) => ({ ...(system ? { system } : {}), value: '1' }));
  return errorsOf(
    { ...plainSlot, ...(identifier.length > 0 ? { identifier } : {}) },
    { profiles: [url] },
    validatorWith('Slot', url, changes),
  );
};

describe('slicing by value', () => {
  it('counts each slice', () => {
    expect(judge(slices(bySystem()), A, B, C)).toEqual([]);
    expect(judge(slices(bySystem()), B)).toEqual(['Slot.identifier slice-minimum a']);
    expect(judge(slices(bySystem()))).toEqual(['Slot.identifier slice-minimum a']);
    expect(judge(slices(bySystem()), A, A)).toEqual(['Slot.identifier slice-maximum']);
  });

  it('holds a value to the rules of its slice only', () => {
    const validator = validatorWith('Slot', url, slices(bySystem()));
    const judged = (identifier: object[]) => errorsOf({ ...plainSlot, identifier }, { profiles: [url] }, validator);
    expect(judged([{ system: A }, { system: B }])).toEqual(['Slot.identifier[1].value minimum']);
    expect(judged([{ system: A }, { system: C }])).toEqual([]);
  });

  it('refuses what is in no slice of a closed slicing', () => {
    expect(judge(slices(bySystem('closed')), A, C)).toEqual(['Slot.identifier[1] slicing']);
    expect(judge(slices(bySystem('closed')), A, B)).toEqual([]);
  });

  it('wants the order of an ordered slicing, and the others last where it is open at the end', () => {
    expect(judge(slices(bySystem('open', true)), B, A)).toEqual(['Slot.identifier slice-order']);
    expect(judge(slices(bySystem('open', true)), A, B)).toEqual([]);
    expect(judge(slices(bySystem('openAtEnd', true)), A, C, B)).toEqual(['Slot.identifier slice-order']);
    expect(judge(slices(bySystem('openAtEnd', true)), A, B, C)).toEqual([]);
  });
});

describe('re-slicing', () => {
  const changes = slices(bySystem(), {
    'Slot.identifier:a': {
      min: 0,
      max: '*',
      slicing: { discriminator: [{ type: 'value', path: 'use' }], rules: 'closed' },
    },
    'Slot.identifier:a/official': { min: 1, max: '1' },
    'Slot.identifier:a/official.use': { min: 1, max: '1', fixedCode: 'official', type: [{ code: 'code' }] },
  });
  const judged = (...uses: string[]) =>
    errorsOf(
      { ...plainSlot, identifier: [{ system: B, value: '1' }, ...uses.map((use) => ({ system: A, use, value: '1' }))] },
      { profiles: [url] },
      validatorWith('Slot', url, changes),
    );

  it('counts the slices of a slice among its own values', () => {
    expect(judged('official')).toEqual([]);
    expect(judged('official', 'official')).toEqual(['Slot.identifier slice-maximum']);
    expect(judged('old')).toEqual(['Slot.identifier[1] slicing', 'Slot.identifier slice-minimum a/official']);
  });
});

describe('slicing by what is there', () => {
  const changes: Changes = {
    'Slot.identifier': { slicing: { discriminator: [{ type: 'exists', path: 'system' }], rules: 'open' } },
    'Slot.identifier:with': { max: '1' },
    'Slot.identifier:with.system': { min: 1, max: '1', type: [{ code: 'uri' }] },
    'Slot.identifier:without': { max: '1' },
    'Slot.identifier:without.system': { min: 0, max: '0', type: [{ code: 'uri' }] },
  };

  it('tells values that have the element from those that have not', () => {
    expect(judge(changes, A, undefined)).toEqual([]);
    expect(judge(changes, A, B)).toEqual(['Slot.identifier slice-maximum']);
    expect(judge(changes, undefined, undefined)).toEqual(['Slot.identifier slice-maximum']);
  });

  it('takes an element that has extensions alone for one that is there', () => {
    const _system = { extension: [{ url: 'https://example.org/why', valueString: 'unknown' }] };
    const identifier = [{ _system, value: '1' }, { value: '2' }];
    const validator = validatorWith('Slot', url, changes);
    expect(errorsOf({ ...plainSlot, identifier }, { profiles: [url] }, validator)).toEqual([]);
  });
});

describe('slicing by pattern', () => {
  const pattern = { coding: [{ system: A, code: 'x' }] };
  const changes: Changes = {
    'Slot.specialty': {
      slicing: { discriminator: [{ type: 'pattern', path: '$this' }], rules: 'open' },
      binding: undefined as never,
    },
    'Slot.specialty:x': { min: 1, max: '1', patternCodeableConcept: pattern },
  };

  it('puts in the slice what has the pattern', () => {
    const validator = validatorWith('Slot', url, changes);
    const judged = (specialty: unknown[]) => errorsOf({ ...plainSlot, specialty }, { profiles: [url] }, validator);
    expect(judged([{ coding: [{ system: A, code: 'x', display: 'X' }] }, { text: 'other' }])).toEqual([]);
    expect(judged([{ text: 'other' }])).toEqual(['Slot.specialty slice-minimum x']);
  });
});

describe('slicing by profile of the target', () => {
  const named = (version: string, sliceUrl: string) => {
    const base = readStructure('Location');
    const element = (base.snapshot?.element ?? []).map((one) =>
      one.id === 'Location.name' ? { ...one, min: 1 } : one,
    );
    const bare = version === '1.0.0' ? { element } : (base.snapshot as StructureDefinition['snapshot']);
    return { ...base, url: sliceUrl, version, snapshot: bare } as StructureDefinition;
  };
  const changes = (sliceUrl: string): Changes => ({
    'Schedule.actor': { slicing: { discriminator: [{ type: 'profile', path: 'resolve()' }], rules: 'closed' } },
    'Schedule.actor:place': { min: 1, max: '1', type: [{ code: 'Reference', targetProfile: [sliceUrl] }] },
  });
  const place = 'https://example.org/StructureDefinition/place';
  const definitions = definitionsWith('Schedule', url, changes(place));
  for (const version of ['1.0.0', '2.0.0']) definitions.add(named(version, place));
  const validator = createValidator(definitions);
  const schedule = (change: object) => ({
    resourceType: 'Schedule',
    contained: [{ resourceType: 'Location', id: 'l', ...change }],
    actor: [{ reference: '#l' }],
  });
  const judged = (change: object, version: string) =>
    errorsOf(schedule(change), { profiles: [url, `${place}-unknown|${version}`] }, validator).filter(
      (error) => !error.endsWith(' profile'),
    );

  it('puts in the slice what refers to a resource that satisfies the profile', () => {
    expect(judged({ name: 'x' }, '1.0.0')).toEqual([]);
    expect(judged({}, '1.0.0')).toEqual(['Schedule.actor[0] slicing', 'Schedule.actor slice-minimum place']);
  });

  it('means the version that is asked for, whichever was asked for before', () => {
    expect(judged({}, '2.0.0')).toEqual([]);
    expect(judged({}, '1.0.0')).not.toEqual([]);
  });
});

describe('slicing by type of the target', () => {
  const changes: Changes = {
    'Schedule.actor': { slicing: { discriminator: [{ type: 'type', path: 'resolve()' }], rules: 'open' } },
    'Schedule.actor:person': {
      min: 1,
      max: '1',
      type: [{ code: 'Reference', targetProfile: ['http://hl7.org/fhir/StructureDefinition/Practitioner'] }],
    },
  };

  it('follows the reference', () => {
    const validator = validatorWith('Schedule', url, changes);
    const judged = (...references: string[]) =>
      errorsOf(
        { resourceType: 'Schedule', actor: references.map((reference) => ({ reference })) },
        { profiles: [url] },
        validator,
      );
    expect(judged('Practitioner/1', 'Location/1')).toEqual([]);
    expect(judged('Location/1')).toEqual(['Schedule.actor slice-minimum person']);
    expect(judged('Practitioner/1', 'Practitioner/2')).toEqual(['Schedule.actor slice-maximum']);
  });
});
