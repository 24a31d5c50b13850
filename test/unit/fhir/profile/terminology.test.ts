import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import { CodeSet } from '../../../../src/fhir/profile/code-set.ts';
import { toCodeList } from '../../../../src/fhir/profile/compose-codes.ts';
import { Definitions } from '../../../../src/fhir/profile/definitions.ts';

const system = 'https://example.org/colours';
const colours = (content: CodeSystem['content']): CodeSystem => ({
  resourceType: 'CodeSystem',
  status: 'active',
  url: system,
  content,
  concept: [{ code: 'red', concept: [{ code: 'crimson' }] }],
});
const including = (include: NonNullable<ValueSet['compose']>['include']): ValueSet => ({
  resourceType: 'ValueSet',
  status: 'active',
  url: 'https://example.org/set',
  compose: { include },
});
const setOf = (valueSet: ValueSet, content: CodeSystem['content'] = 'complete') =>
  new CodeSet(
    toCodeList(valueSet, {
      codeSystem: (url) => (url === system ? colours(content) : undefined),
      codes: () => undefined,
    }),
  );

describe('a value set', () => {
  it('holds the codes it lists, of their system only', () => {
    const set = setOf(including([{ system, concept: [{ code: 'red' }] }]));
    expect(set.judgeCoding(system, 'red')).toBe('in');
    expect(set.judgeCoding(system, 'crimson')).toBe('out');
    expect(set.judgeCoding('https://example.org/other', 'red')).toBe('out');
    expect(set.judgeCoding(undefined, 'red')).toBe('out');
    expect(set.judgeCode('red')).toBe('in');
  });

  it('takes in a whole code system, with the codes inside others', () => {
    const set = setOf(including([{ system }]));
    expect(set.judgeCoding(system, 'crimson')).toBe('in');
    expect(set.judgeCoding(system, 'blue')).toBe('out');
  });

  it('of a fragment says unlisted, not wrong, of a code it lacks, but wrong of another system', () => {
    const set = setOf(including([{ system }]), 'fragment');
    expect(set.judgeCoding(system, 'blue')).toBe('unlisted');
    expect(set.judgeCoding('https://example.org/other', 'blue')).toBe('out');
  });

  it('of an unknown code system says unlisted', () => {
    expect(
      setOf(including([{ system: 'https://example.org/unknown' }])).judgeCoding('https://example.org/unknown', 'x'),
    ).toBe('unlisted');
  });

  it('leaves out what it excludes', () => {
    const valueSet = including([{ system }]);
    valueSet.compose = { ...valueSet.compose!, exclude: [{ system, concept: [{ code: 'red' }] }] };
    expect(setOf(valueSet).judgeCoding(system, 'red')).toBe('out');
  });

  it('prefers its expansion, without the abstract codes', () => {
    const valueSet: ValueSet = {
      ...including([]),
      expansion: {
        timestamp: '2026-01-01',
        contains: [{ system, code: 'red', abstract: true, contains: [{ system, code: 'crimson' }] }],
      },
    };
    expect(setOf(valueSet).judgeCoding(system, 'crimson')).toBe('in');
    expect(setOf(valueSet).judgeCoding(system, 'red')).toBe('out');
  });
});

describe('a value set made of others', () => {
  const set = (name: string) => `https://example.org/${name}`;
  const other = 'https://example.org/other';
  type Compose = Partial<NonNullable<ValueSet['compose']>>;
  const definitions = new Definitions();
  definitions.add(colours('complete'));
  const known: Record<string, Compose> = {
    red: { include: [{ system, concept: [{ code: 'red' }] }] },
    mixed: { include: [{ system, concept: [{ code: 'red' }] }, { system: other }] },
    circle: { include: [{ valueSet: [set('circle')] }, { system, concept: [{ code: 'red' }] }] },
  };
  const add = (name: string, compose: Compose) =>
    definitions.add({ ...including([]), url: set(name), compose: { include: [], ...compose } });
  for (const [name, compose] of Object.entries(known)) add(name, compose);
  let count = 0;
  const verdicts = (compose: Compose) => {
    const name = `judged-${++count}`;
    add(name, compose);
    const codes = definitions.codes(set(name))!;
    return [
      codes.judgeCoding(system, 'red'),
      codes.judgeCoding(system, 'crimson'),
      codes.judgeCoding(other, 'blue'),
      codes.judgeCoding('https://example.org/third', 'x'),
    ];
  };

  it('has their codes', () => {
    expect(verdicts({ include: [{ valueSet: [set('red')] }] })).toEqual(['in', 'out', 'out', 'out']);
    expect(verdicts({ include: [{ valueSet: [set('mixed')] }] })).toEqual(['in', 'out', 'unlisted', 'out']);
  });

  it('has what all of one include have', () => {
    expect(verdicts({ include: [{ system, valueSet: [set('red')] }] })).toEqual(['in', 'out', 'out', 'out']);
    expect(verdicts({ include: [{ valueSet: [set('red'), set('mixed')] }] })).toEqual(['in', 'out', 'out', 'out']);
    expect(verdicts({ include: [{ system: other, valueSet: [set('red')] }] })).toEqual(['out', 'out', 'out', 'out']);
  });

  it('says of one that is unknown that anything may belong, of a system that is named only that', () => {
    expect(verdicts({ include: [{ valueSet: [set('unknown')] }] })).toEqual(new Array(4).fill('unlisted'));
    expect(verdicts({ include: [{ system: other, valueSet: [set('unknown')] }] })).toEqual([
      'out',
      'out',
      'unlisted',
      'out',
    ]);
  });

  it('is lenient about the system that is unknown, and about no other', () => {
    expect(verdicts(known.mixed!)).toEqual(['in', 'out', 'unlisted', 'out']);
  });

  it('has not what it excludes: a set, or a whole system', () => {
    const whole = [{ system }];
    expect(verdicts({ include: whole, exclude: [{ valueSet: [set('red')] }] })).toEqual(['out', 'in', 'out', 'out']);
    expect(verdicts({ include: [...whole, { system: other }], exclude: whole })).toEqual([
      'out',
      'out',
      'unlisted',
      'out',
    ]);
  });

  it('is an excerpt where what it excludes cannot be computed', () => {
    const filter = [{ property: 'concept', op: 'is-a' as const, value: 'red' }];
    add('doubtful', { include: [{ system }], exclude: [{ system, filter }] });
    expect(definitions.codes(set('doubtful'))?.isExcerpt).toBe(true);
  });

  it('may take in itself', () => {
    expect(definitions.codes(set('circle'))?.judgeCoding(system, 'red')).toBe('in');
  });
});
