import type { Appointment, Slot } from '@medplum/fhirtypes';
import { demandVersion, judgeDelete, judgePut } from '../../../../src/agenda/deciding/judge-write.ts';
import { parseJson } from '../../../../src/fhir/json.ts';
import { OutcomeError } from '../../../../src/fhir/outcome.ts';
import { november, now, place, practice, slot } from '../../../support/agenda-data.ts';
import { appointment, bookableAgenda } from '../../../support/booking-data.ts';
import { changesOf, draftOver } from '../../../support/draft.ts';
import { issuesOf } from '../../../support/refusal.ts';

const rules = { destinations: ['platform', 'agenda'] as const };
const put = (resource: Parameters<typeof judgePut>[1]['resource']) => ({ resource, method: 'PUT' as const });

describe('a put', () => {
  it('makes no version of what says the same, whatever the order of its keys and its stamps', () => {
    const draft = draftOver({ resources: [place('1', { meta: { source: 'urn:x' } })] });
    const { resourceType, ...rest } = place('1', {
      meta: { versionId: '9', source: 'urn:x', lastUpdated: november('23T09:00') },
    });
    judgePut(draft, put({ ...rest, resourceType }), rules);
    expect(draft.changes).toEqual([]);
  });

  it('takes other digits for a change', () => {
    const draft = draftOver({ resources: [place('1', { position: { longitude: 10, latitude: 1 } })] });
    const changed = place('1', { position: parseJson('{"longitude":10.0,"latitude":1}') as never });
    judgePut(draft, put(changed), rules);
    expect(changesOf(draft)).toEqual(['put Location/1']);
  });

  it('of an appointment tells every destination, after its slots are taken', () => {
    const draft = draftOver({ resources: bookableAgenda() });
    judgePut(draft, put({ ...appointment('x'), id: 'x' }), rules);
    expect(changesOf(draft)).toEqual([
      'claim a1 Appointment/x',
      'put Slot/a1 busy',
      'send platform https://agenda.example.fr/appointment|x',
      'send agenda Appointment/x',
      'put Appointment/x booked',
    ]);
  });

  it('that is refused drafts nothing but the end of holds whose time is over', () => {
    const held: Slot = { ...slot('1', 'alice', november('23T09:00')), status: 'busy-tentative' };
    const draft = draftOver({
      resources: [...practice('alice'), held],
      claims: [{ slotId: '1', holder: 'hold/x', expiresAt: now }],
    });
    expect(issuesOf(() => judgePut(draft, put({ ...held, end: held.start }), rules))).toHaveLength(1);
    expect(changesOf(draft)).toEqual(['release 1', 'put Slot/1 free']);
  });

  it('of a slot that a hold has let go says what its vendor says', () => {
    const held: Slot = { ...slot('1', 'alice', november('23T09:00')), status: 'busy-tentative' };
    const draft = draftOver({
      resources: [...practice('alice'), held],
      claims: [{ slotId: '1', holder: 'hold/x', expiresAt: now }],
    });
    judgePut(draft, put(held), rules);
    expect(changesOf(draft).at(-1)).toBe('put Slot/1 busy-tentative');
  });
});

describe('a deletion', () => {
  it.each(['pending', 'booked'] as const)('of an appointment that is %s is refused', (status) => {
    const draft = draftOver({ resources: [{ ...appointment('x', { status }), id: 'x' }] });
    expect(issuesOf(() => judgeDelete(draft, { type: 'Appointment', id: 'x' }))).toMatchObject([{ code: 'conflict' }]);
  });

  it.each(['fulfilled', 'noshow', 'cancelled', 'proposed'] as const)('of one that is %s is done', (status) => {
    const ended = { ...appointment('x', { status: status as Appointment['status'] }), id: 'x' };
    const draft = draftOver({ resources: [ended] });
    judgeDelete(draft, { type: 'Appointment', id: 'x' });
    expect(changesOf(draft)).toEqual(['delete Appointment/x']);
  });

  it('of a slot does not mind an appointment that is over and still names it', () => {
    const draft = draftOver({
      resources: [slot('a1', 'alice', november('23T09:00')), { ...appointment('x', { status: 'cancelled' }), id: 'x' }],
    });
    judgeDelete(draft, { type: 'Slot', id: 'a1' });
    expect(changesOf(draft)).toEqual(['delete Slot/a1']);
  });

  it('of what is not there changes nothing', () => {
    const draft = draftOver();
    judgeDelete(draft, { type: 'Slot', id: 'a1' });
    expect(draft.changes).toEqual([]);
  });
});

describe('what a client makes its write depend on', () => {
  const draft = draftOver({ resources: [place('1')] });
  const statusOf = (id: string, precondition?: Parameters<typeof demandVersion>[2]): number => {
    try {
      demandVersion(draft, { type: 'Location', id }, precondition);
      return 200;
    } catch (error) {
      return error instanceof OutcomeError ? error.status : 500;
    }
  };

  it.each([
    ['1', undefined, 200],
    ['1', {}, 200],
    ['1', { ifMatch: ['1'] }, 200],
    ['1', { ifMatch: ['7', '1'] }, 200],
    ['1', { ifMatch: 'any' }, 200],
    ['1', { ifMatch: ['2'] }, 412],
    ['1', { ifMatch: [] }, 412],
    ['1', { ifNoneMatch: 'any' }, 412],
    ['1', { ifNoneMatch: ['1'] }, 412],
    ['1', { ifNoneMatch: ['2'] }, 200],
    ['2', undefined, 200],
    ['2', { ifMatch: ['1'] }, 412],
    ['2', { ifMatch: 'any' }, 412],
    ['2', { ifNoneMatch: 'any' }, 200],
    ['2', { ifNoneMatch: ['1'] }, 200],
  ] as const)('of Location/%s, there is only Location/1 at version 1: %j comes to %i', (id, precondition, status) => {
    expect(statusOf(id, precondition)).toBe(status);
  });
});
