import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import { CodeSet } from '../../../../src/fhir/profile/code-set.ts';
import { toCodeList } from '../../../../src/fhir/profile/compose-codes.ts';

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
  new CodeSet(toCodeList(valueSet, { codeSystem: (url) => (url === system ? colours(content) : undefined) }));

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
