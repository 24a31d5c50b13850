import type { AgendaResource } from '../../../src/fhir/resource-type.ts';
import { judgeResolved, judgeResource } from '../../../src/import/judge-resource.ts';
import { appointment, organization, practitioner, schedule, slot } from '../../support/resources.ts';

function issuesOf(resource: object): string[] {
  const formal = judgeResource(resource as AgendaResource);
  const issues = formal.length > 0 ? formal : judgeResolved(resource as AgendaResource);
  return issues.map(({ diagnostics }) => diagnostics);
}

it.each([
  practitioner('p1'),
  schedule('s1', 'Practitioner/p1'),
  slot('1', 's1'),
  appointment('a1', ['1']),
  organization('o1'),
])('finds nothing wrong with a good $resourceType', (resource) => {
  expect(issuesOf(resource)).toEqual([]);
});

const { schedule: _schedule, ...withoutSchedule } = slot('1', 's1');

it.each([
  ['an id with other letters', { ...slot('1', 's1'), id: 'é' }, 'Slot.id'],
  ['an id that is a number', { ...slot('1', 's1'), id: 1 }, 'Slot.id'],
  ['an id of 65 letters', organization('x'.repeat(65)), 'Organization.id'],
  ['an element of another shape', { ...slot('1', 's1'), specialty: 'SM54' }, 'Slot.specialty is a list'],
  ['a slot without schedule', withoutSchedule, 'Slot.schedule'],
  ['a slot of unknown status', { ...slot('1', 's1'), status: 'open' }, 'Slot.status'],
  ['a slot without start', { ...slot('1', 's1'), start: undefined }, 'Slot.start'],
  ['a day that is not on the calendar', { ...slot('1', 's1'), end: '2027-02-30T09:00:00Z' }, 'Slot.end'],
  ['a time without offset', { ...slot('1', 's1'), end: '2026-11-23T10:00:00' }, 'Slot.end'],
  ['an end before the start', { ...slot('1', 's1'), end: '2026-11-22T10:00:00Z' }, 'before'],
  ['a schedule of nobody', { ...schedule('s1', 'x'), actor: [] }, 'Schedule.actor'],
])('names %s', (_, resource, element) => {
  expect(issuesOf(resource)).toEqual([expect.stringContaining(element)]);
});

describe('no patient comes in', () => {
  it.each([
    { reference: 'Patient/1' },
    { reference: 'https://a.fr/fhir/Patient/1' },
    { type: 'Patient', identifier: { value: '1' } },
    { reference: 'RelatedPerson/1' },
  ])('as a participant (%j)', (actor) => {
    const booked = { ...appointment('a1', []), participant: [{ status: 'accepted', actor }] };
    expect(issuesOf(booked)).toEqual([expect.stringContaining('participant[0].actor is a patient')]);
  });

  it('inside another resource', () => {
    const contained = [null, { resourceType: 'Patient', id: 'p' }];
    expect(issuesOf({ ...appointment('a1', []), contained })).toEqual([expect.stringContaining('contained[1]')]);
  });
});
