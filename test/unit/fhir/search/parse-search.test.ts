import fc from 'fast-check';
import { OutcomeError } from '../../../../src/fhir/outcome.ts';
import { type ResourceType, resourceTypes } from '../../../../src/fhir/resource-type.ts';
import { type Handling, parseSearch, searchLimits } from '../../../../src/fhir/search/parse-search.ts';
import { parseQuery } from '../../../../src/fhir/search/query-string.ts';
import { issuesOf } from '../../../support/refusal.ts';

const parse = (query: string, type: ResourceType = 'Slot', handling: Handling = 'lenient') =>
  parseSearch(type, parseQuery(query), { handling });

describe('a search', () => {
  it('is one plain value', () => {
    expect(parse('status=free&_sort=-start,_id&_count=20&_total=none&_elements=start,end&_cursor=abc')).toEqual({
      type: 'Slot',
      criteria: [{ kind: 'term', param: 'status', negated: false, anyOf: [{ value: 'free', comparison: 'equals' }] }],
      includes: [],
      sort: [
        { code: 'start', isDescending: true },
        { code: '_id', isDescending: false },
      ],
      count: 20,
      cursor: 'abc',
      total: 'none',
      isCountOnly: false,
      elements: ['start', 'end'],
      ignored: [],
    });
  });

  it('takes a URL of this server for the relative reference that it is, wherever a reference is asked', () => {
    const baseUrl = 'https://agenda.example.fr/fhir';
    const query = (base: string) =>
      [
        `schedule=${base}Schedule/1,${base}Schedule/2/_history/3`,
        `schedule:Schedule=${base}Schedule/1`,
        `schedule.actor=${base}Location/1`,
        `_has:Appointment:slot:practitioner=${base}Practitioner/1`,
        `schedule=https://agenda.example.fr/fhir2/Schedule/1,${baseUrl}`,
      ].join('&');
    const criteria = (text: string) => parseSearch('Slot', parseQuery(text), { handling: 'strict', baseUrl }).criteria;
    expect(criteria(query(`${baseUrl}/`))).toEqual(criteria(query('')));
    expect(JSON.stringify(criteria(query('')))).toContain(`"value":"${baseUrl}"`);
  });

  it('names what it ignores: what means nothing for the type, chained or not', () => {
    const query = 'colour=red&status=free&colour.shade=x&colour:Schedule.date:missing=true&__proto__.identifier=x';
    expect(parse(query).ignored).toEqual([
      'colour',
      'colour.shade',
      'colour:Schedule.date:missing',
      '__proto__.identifier',
    ]);
    expect(parse(query).criteria).toHaveLength(1);
    expect(() => parse('schedule.colour.shade=x')).toThrow('colour');
    expect(() => parse('colour.shade=x', 'Slot', 'strict')).toThrow('colour.shade');
  });

  it('asks for a page of 100 and an accurate total unless it says otherwise', () => {
    expect(parse('')).toMatchObject({ count: 100, total: 'accurate', isCountOnly: false, criteria: [], sort: [] });
  });

  it('never asks for more than 1000 matches at once', () => {
    expect(parse('_count=999999999').count).toBe(1000);
  });

  it.each(['_count=0', '_summary=count'])('only counts with %s', (query) => {
    expect(parse(query).isCountOnly).toBe(true);
  });

  it('includes what the guide includes, repeated or not, in any order', () => {
    const query = [
      '_include:iterate=Schedule:actor',
      '_include=Slot:schedule',
      '_include=Slot:service-type-reference',
      '_include:iterate=HealthcareService:organization',
      '_revinclude=Slot:schedule',
      '_include=Schedule:actor:Location',
      '_include=Schedule:*',
    ].join('&');
    expect(parse(query, 'Schedule').includes).toEqual([
      { direction: 'include', source: 'Schedule', param: 'actor', isIterated: true },
      { direction: 'include', source: 'Slot', param: 'schedule', isIterated: false },
      { direction: 'include', source: 'Slot', param: 'service-type-reference', isIterated: false },
      { direction: 'include', source: 'HealthcareService', param: 'organization', isIterated: true },
      { direction: 'revinclude', source: 'Slot', param: 'schedule', isIterated: false },
      { direction: 'include', source: 'Schedule', param: 'actor', target: 'Location', isIterated: false },
      { direction: 'include', source: 'Schedule', param: '*', isIterated: false },
    ]);
  });

  it.each(['color=red', '__proto__=1', 'constructor=1', 'hasOwnProperty=1', 'color:exact=1'])(
    'ignores the unknown parameter of %s in lenient handling, and refuses it by name in strict',
    (query) => {
      const name = query.slice(0, query.indexOf('='));
      expect(parse(query).criteria).toEqual([]);
      expect(issuesOf(() => parse(query, 'Slot', 'strict'))).toEqual([
        { severity: 'error', code: 'not-supported', diagnostics: expect.stringContaining(name), expression: [name] },
      ]);
    },
  );
});

describe('a search that cannot be executed', () => {
  it.each([
    ['_count=ten', '_count'],
    ['_count=-1', '_count'],
    ['_count=1e3', '_count'],
    ['_count=', '_count'],
    ['_count:exact=1', '_count:exact'],
    ['_total=some', '_total'],
    ['_summary=true', '_summary'],
    ['_elements=', '_elements'],
    ['_elements=start,', '_elements'],
    ['_sort=', '_sort'],
    ['_sort=color', '_sort'],
    ['_sort=--start', '_sort'],
    ['_sort=start,,', '_sort'],
    ['_sort=__proto__', '_sort'],
    ['_include=Slot', '_include'],
    ['_include=Slot:start', '_include'],
    ['_include=Patient:x', '_include'],
    ['_include=Slot:schedule:Patient', '_include'],
    ['_include=Slot:schedule:Location', '_include'],
    ['_include=Slot:schedule:Schedule:x', '_include'],
    ['_include:recurse=Slot:schedule', '_include:recurse'],
    ['_include:iterate=*', '_include:iterate'],
    ['_revinclude=__proto__:schedule', '_revinclude'],
    ['start=ge2027-02-30', 'start'],
    ['status:above=free', 'status:above'],
  ])('%s is refused by the name of its parameter in either handling', (query, name) => {
    for (const handling of ['lenient', 'strict'] as const) {
      const issues = issuesOf(() => parse(query, 'Slot', handling));
      expect(issues.map(({ expression }) => expression)).toEqual([[name]]);
      expect(issues[0]!.diagnostics).toContain(name);
    }
  });

  it('is told everything that is wrong at once', () => {
    const issues = issuesOf(() => parse('start=x&status=&_count=x&status=free'));
    expect(issues.map(({ expression }) => expression?.[0])).toEqual(['start', 'status', '_count']);
  });

  it('is refused when it asks for too much', () => {
    const code = (query: string) => issuesOf(() => parse(query)).map((one) => one.code);
    const many = (n: number, text: string) => Array.from({ length: n }, () => text);
    expect(code(many(searchLimits.parameters + 1, 'x=1').join('&'))).toEqual(['too-costly']);
    expect(code(`_id=${many(searchLimits.values + 1, 'a').join(',')}`)).toEqual(['too-costly']);
    expect(code(many(26, `start=${many(20, '2026').join(',')}`).join('&'))).toContain('too-costly');
    expect(code(`_sort=${many(searchLimits.sortKeys + 1, 'start').join(',')}`)).toEqual(['too-costly']);
  });

  it('never fails in another way, whatever its text', () => {
    const names = ['start', 'status', '_id', 'schedule', 'schedule.actor:', '_has:', '_sort', '_include', '_count'];
    const part = fc.oneof(fc.constantFrom(...names, ':', '.', 'missing', '2026'), fc.string({ unit: 'binary' }));
    const query = fc.array(
      fc
        .tuple(
          fc.array(part).map((parts) => parts.join('')),
          part,
        )
        .map((pair) => pair.join('=')),
    );
    fc.assert(
      fc.property(query, fc.constantFrom(...resourceTypes), (pairs, type) => {
        try {
          parse(pairs.join('&'), type, 'strict');
        } catch (error) {
          expect(error).toBeInstanceOf(OutcomeError);
        }
      }),
    );
  });
});
