import type { ResourceType } from '../../../../src/fhir/resource-type.ts';
import { parseCriterion } from '../../../../src/fhir/search/parse-criterion.ts';
import { issuesOf } from '../../../support/refusal.ts';

const parse = (type: ResourceType, name: string, value: string) => parseCriterion(type, { name, value });

const practitioner = 'urn:oid:1.2.250.1.71.4.2.1';
const structure = 'urn:oid:1.2.250.1.71.4.2.2';

describe('a criterion', () => {
  it('follows the chain of the guide, its national values prefixed and its blanks taken off', () => {
    const name = 'schedule.actor:Practitioner.identifier';
    expect(parse('Slot', name, `${practitioner}|810001234567, ${practitioner}|10001234568`)).toEqual({
      kind: 'chain',
      param: 'schedule',
      target: 'Schedule',
      criterion: {
        kind: 'chain',
        param: 'actor',
        target: 'Practitioner',
        criterion: {
          kind: 'term',
          param: 'identifier',
          negated: false,
          anyOf: [
            { scope: practitioner, value: '810001234567', comparison: 'equals' },
            { scope: practitioner, value: '810001234568', comparison: 'equals' },
          ],
        },
      },
    });
  });

  it('looks back by _has, with a modifier or a chain behind', () => {
    expect(parse('Schedule', '_has:Slot:schedule:status:not', 'busy')).toEqual({
      kind: 'has',
      source: 'Slot',
      param: 'schedule',
      criterion: { kind: 'term', param: 'status', negated: true, anyOf: [{ value: 'busy', comparison: 'equals' }] },
    });
    expect(parse('Practitioner', '_has:Schedule:actor:_has:Slot:schedule:_id', 's1')).toMatchObject({
      kind: 'has',
      criterion: { kind: 'has', criterion: { kind: 'id', anyOf: ['s1'] } },
    });
  });

  it('tells the four ways to ask for a token', () => {
    const anyOf = (value: string) => (parse('Slot', 'service-type', value) as { anyOf: unknown }).anyOf;
    expect(anyOf('AMB')).toEqual([{ value: 'AMB', comparison: 'equals' }]);
    expect(anyOf('http://x|AMB')).toEqual([{ scope: 'http://x', value: 'AMB', comparison: 'equals' }]);
    expect(anyOf('|AMB')).toEqual([{ scope: '', value: 'AMB', comparison: 'equals' }]);
    expect(anyOf('http://x|')).toEqual([{ scope: 'http://x', comparison: 'equals' }]);
    expect(anyOf('a\\,b\\|c')).toEqual([{ value: 'a,b|c', comparison: 'equals' }]);
  });

  it('looks for a number without system as it may be indexed, with its type digit', () => {
    expect(parse('Practitioner', 'identifier', '751234567')).toMatchObject({
      anyOf: [
        { value: '751234567' },
        { scope: practitioner, value: '0751234567' },
        { scope: structure, value: '1751234567' },
      ],
    });
  });

  it('tells the ways to ask for a reference', () => {
    const anyOf = (name: string, value: string) => (parse('Schedule', name, value) as { anyOf: unknown }).anyOf;
    expect(anyOf('actor', 'Practitioner/1')).toEqual([{ scope: 'Practitioner', value: '1', comparison: 'equals' }]);
    expect(anyOf('actor:Practitioner', '1')).toEqual([{ scope: 'Practitioner', value: '1', comparison: 'equals' }]);
    expect(anyOf('actor', '1')).toEqual([{ value: '1', comparison: 'equals' }]);
    expect(anyOf('actor', 'urn:uuid:1')).toEqual([{ value: 'urn:uuid:1', comparison: 'equals' }]);
    expect(parse('Schedule', 'actor:identifier', 's|1')).toEqual({
      kind: 'term',
      param: 'actor:identifier',
      negated: false,
      anyOf: [{ scope: 's', value: '1', comparison: 'equals' }],
    });
  });

  it('compares strings without accents and case, unless exact', () => {
    expect(parse('Practitioner', 'family', ' LÉVY ')).toMatchObject({
      anyOf: [{ value: 'levy', comparison: 'startsWith' }],
    });
    expect(parse('Practitioner', 'family:contains', 'ÉV')).toMatchObject({
      anyOf: [{ value: 'ev', comparison: 'contains' }],
    });
    expect(parse('Practitioner', 'family:exact', 'Lévy')).toMatchObject({
      anyOf: [{ scope: 'Lévy', value: 'levy', comparison: 'equals' }],
    });
  });

  it.each(['eq', 'ne', 'lt', 'le', 'gt', 'ge'])('serves the prefix %s on dates', (prefix) => {
    const range = { from: Date.parse('2026-11-22T23:00:00Z'), to: Date.parse('2026-11-23T23:00:00Z') };
    expect(parse('Slot', 'start', `${prefix}2026-11-23`)).toEqual({
      kind: 'date',
      param: 'start',
      anyOf: [{ prefix, range }],
    });
    expect(parse('Slot', '_lastUpdated', `${prefix}2026-11-23`)).toMatchObject({ kind: 'lastUpdated' });
  });

  it.each(['color', '__proto__', 'constructor', 'toString', '', 'color:exact', 'Start'])(
    'is none when the type has no parameter %j',
    (name) => {
      expect(parse('Slot', name, 'x')).toBeUndefined();
    },
  );
});

describe('a refusal names the parameter as it was asked', () => {
  it.each<[ResourceType, string, string, string]>([
    ['Slot', 'start', '', 'value'],
    ['Slot', 'start', 'ge', 'value'],
    ['Slot', 'start', 'ge2027-02-30', 'value'],
    ['Slot', 'start', 'GE2026-11-23', 'value'],
    ['Slot', 'start', 'ge 2026-11-23', 'value'],
    ['Slot', 'start', '2026-11-23,', 'value'],
    ['Slot', 'start', 'sa2026-11-23', 'not-supported'],
    ['Slot', 'start', 'eb2026-11-23', 'not-supported'],
    ['Slot', 'start', 'ap2026-11-23', 'not-supported'],
    ['Slot', 'start:exact', '2026-11-23', 'not-supported'],
    ['Slot', 'start:missing', 'yes', 'value'],
    ['Slot', 'start:__proto__', '2026', 'not-supported'],
    ['Slot', 'status:exact', 'free', 'not-supported'],
    ['Slot', 'status:', 'free', 'not-supported'],
    ['Slot', 'status', '', 'value'],
    ['Slot', 'status', '|', 'value'],
    ['Slot', '_id', '', 'value'],
    ['Slot', '_id:missing', 'true', 'not-supported'],
    ['Slot', '_lastUpdated:not', '2026', 'not-supported'],
    ['Slot', '_lastUpdated', 'yesterday', 'value'],
    ['Practitioner', 'family:not', 'x', 'not-supported'],
    ['Practitioner', 'family', '\u0301', 'value'],
    ['Schedule', 'actor:Slot', '1', 'not-supported'],
    ['Schedule', 'actor:Patient', '1', 'not-supported'],
    ['Slot', 'schedule.color', 'x', 'value'],
    ['Slot', 'schedule.actor.identifier', 'x', 'value'],
    ['Slot', 'schedule.actor:Slot.identifier', 'x', 'value'],
    ['Slot', 'schedule.', 'x', 'value'],
    ['Slot', 'status.code', 'x', 'value'],
    ['Schedule', '_has:Slot:schedule', 'x', 'value'],
    ['Schedule', '_has:Slot:schedule:', 'x', 'value'],
    ['Schedule', '_has:Slot:schedule:color', 'x', 'value'],
    ['Schedule', '_has:Slot:start:status', 'x', 'value'],
    ['Schedule', '_has:Patient:x:y', 'x', 'value'],
    ['Schedule', '_has:__proto__:schedule:status', 'x', 'value'],
    ['Practitioner', '_has:Slot:schedule:status', 'free', 'value'],
    ['Organization', `${'partof.'.repeat(6)}name`, 'x', 'too-costly'],
    ['Organization', `${'partof.'.repeat(20_000)}name`, 'x', 'too-costly'],
  ])('%s?%s=%s', (type, name, value, code) => {
    const issues = issuesOf(() => parse(type, name, value));
    expect(issues).toEqual([{ severity: 'error', code, diagnostics: expect.any(String), expression: [name] }]);
    expect(issues[0]!.diagnostics).toContain(name);
  });

  it.each(['sa', 'eb', 'ap'])('and the prefix %s that is not served', (prefix) => {
    expect(issuesOf(() => parse('Slot', 'start', `${prefix}2026`))[0]!.diagnostics).toContain(`"${prefix}"`);
  });

  it('and the modifiers that there are', () => {
    expect(issuesOf(() => parse('Practitioner', 'family:above', 'x'))[0]!.diagnostics).toContain(
      ':exact, :contains, :missing',
    );
  });
});
