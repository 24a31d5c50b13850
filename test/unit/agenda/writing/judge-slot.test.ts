import type { Slot } from '@medplum/fhirtypes';
import {
  demandOwnSchedule,
  describeHolder,
  findClaimConflict,
  judgeSlotForm,
  scheduleIdOf,
} from '../../../../src/agenda/writing/judge-slot.ts';
import { november, slot } from '../../../support/agenda-data.ts';
import { draftOver } from '../../../support/draft.ts';
import { issuesOf } from '../../../support/refusal.ts';

const usual = slot('1', 'alice', november('23T09:00'));

describe('the form of a slot', () => {
  it('is right with a schedule, a status, a start and an end after it', () => {
    expect(judgeSlotForm(usual)).toEqual([]);
    expect(judgeSlotForm({ ...usual, start: '2026-11-23T08:00:00Z' })).toEqual([]);
  });

  it.each([
    [{ schedule: undefined }, 'required', 'Slot.schedule'],
    [{ schedule: { display: 'Alice' } }, 'required', 'Slot.schedule'],
    [{ status: undefined }, 'value', 'Slot.status'],
    [{ status: 'open' }, 'value', 'Slot.status'],
    [{ start: undefined }, 'required', 'Slot.start'],
    [{ end: undefined }, 'required', 'Slot.end'],
    [{ start: '2026-11-23' }, 'value', 'Slot.start'],
    [{ start: '2026-11-23T09:00:00' }, 'value', 'Slot.start'],
    [{ end: '2026-02-30T09:00:00Z' }, 'value', 'Slot.end'],
    [{ end: usual.start }, 'business-rule', 'Slot.start'],
  ])('is wrong with %j: %s', (changes, code, path) => {
    expect(judgeSlotForm({ ...usual, ...changes } as Slot)).toMatchObject([{ code, expression: [path] }]);
  });
});

describe('a claim on a slot', () => {
  const busy = { ...usual, status: 'busy' as const };
  const world = { resources: [busy], claims: [{ slotId: '1', holder: 'Appointment/7' }] };
  const conflict = (next: Slot | undefined) => findClaimConflict(draftOver(world), '1', next)?.diagnostics;

  it('lets nobody free, move or delete it, and names the holder', () => {
    expect(conflict({ ...busy, status: 'free' })).toBe('Slot/1 cannot be freed: Appointment/7 has it');
    expect(conflict({ ...busy, end: november('23T09:20') })).toBe('Slot/1 cannot be moved: Appointment/7 has it');
    expect(conflict(undefined)).toBe('Slot/1 cannot be deleted: Appointment/7 has it');
  });

  it('is not touched by what leaves status, place and time as they mean', () => {
    const same = {
      ...busy,
      start: '2026-11-23T08:00:00Z',
      schedule: { reference: 'Schedule/alice/_history/1' },
      comment: 'x',
    };
    expect(conflict(same)).toBeUndefined();
  });

  it('keeps the name of a hold to itself', () => {
    expect(describeHolder('hold/secret')).toBe('a hold');
    expect(describeHolder('Appointment/7')).toBe('Appointment/7');
  });

  it('is no matter where there is none, nor where the slot is not there', () => {
    expect(findClaimConflict(draftOver({ resources: [busy] }), '1', undefined)).toBeUndefined();
    expect(findClaimConflict(draftOver({ claims: world.claims }), '1', undefined)).toBeUndefined();
  });
});

const notSchedules = [
  'Practitioner/alice',
  'Schedule/alice/_history/1',
  '#a',
  'https://other.example.fr/fhir/Schedule/1',
  'urn:uuid:1',
];

it.each(notSchedules)('a slot is of a schedule of this server, not of %s', (reference) => {
  const [issue] = issuesOf(() => demandOwnSchedule({ ...usual, schedule: { reference } }));
  expect(issue).toMatchObject({ code: 'business-rule', expression: ['Slot.schedule'] });
  expect(() => demandOwnSchedule(usual)).not.toThrow();
});

it('the schedule of a slot is told by its id, unless it is elsewhere', () => {
  expect(scheduleIdOf(usual)).toBe('alice');
  expect(
    scheduleIdOf({ ...usual, schedule: { reference: 'https://other.example.fr/fhir/Schedule/1' } }),
  ).toBeUndefined();
});
