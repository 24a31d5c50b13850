import type { Slot } from '@medplum/fhirtypes';
import { hasIdentifier, keyOf } from '../../../../src/agenda/writing/draft.ts';
import {
  nationalPractitioner,
  november,
  now,
  place,
  practice,
  practitioner,
  rpps,
  slot,
} from '../../../support/agenda-data.ts';
import { changesOf, draftOver } from '../../../support/draft.ts';

const free = slot('1', 'alice', november('23T09:00'));
const key = keyOf(free);

describe('a draft', () => {
  it('shows what was there, then what was put over it, then nothing once that is deleted', () => {
    const draft = draftOver({ resources: [free] });
    expect(draft.resource<Slot>(key)?.status).toBe('free');
    draft.put({ ...free, status: 'busy' }, 'PUT');
    expect(draft.resource<Slot>(key)?.status).toBe('busy');
    draft.delete(key);
    expect(draft.resource(key)).toBeUndefined();
    expect(draft.touches(key)).toBe(true);
    expect(changesOf(draft)).toEqual(['put Slot/1 busy', 'delete Slot/1']);
  });

  it('finds by identifier what was there, as it will be', () => {
    const identifier = { type: 'Practitioner', system: 'urn:oid:1.2.250.1.71.4.2.1', value: rpps(1) } as const;
    const draft = draftOver({ resources: [practitioner('a'), practitioner('b')] });
    const ids = () => draft.identified(identifier).map(({ id }) => id);
    expect(ids()).toEqual(['a', 'b']);
    draft.put(practitioner('c', { identifier: [{ system: identifier.system, value: rpps(1).slice(1) }] }), 'PUT');
    expect(ids()).toEqual(['a', 'b', 'c']);
    draft.put(practitioner('a', { identifier: [nationalPractitioner(rpps(2))] }), 'PUT');
    draft.delete({ type: 'Practitioner', id: 'b' });
    expect(ids()).toEqual(['c']);
  });

  it('knows an identifier in whatever form its value stands, and one without system', () => {
    const one = place('x', { identifier: [{ value: '7' }] });
    expect(hasIdentifier(one, { system: '', value: '7' })).toBe(true);
    expect(hasIdentifier(one, { system: 'urn:x', value: '7' })).toBe(false);
    expect(hasIdentifier({ resourceType: 'Slot' } as Slot, { system: '', value: '' })).toBe(false);
  });

  it('knows what it is told to expect', () => {
    const draft = draftOver();
    expect(draft.expects(key)).toBe(false);
    draft.expect([key]);
    expect(draft.expects(key)).toBe(true);
  });

  it('shows who has a slot, taken and released', () => {
    const draft = draftOver({ resources: [free] });
    draft.take({ slotId: '1', holder: 'Appointment/x' });
    expect(draft.claim('1')?.holder).toBe('Appointment/x');
    draft.release('1');
    expect(draft.claim('1')).toBeUndefined();
    expect(changesOf(draft)).toEqual(['claim 1 Appointment/x', 'release 1']);
  });

  describe('with a hold', () => {
    const held = { ...free, status: 'busy-tentative' as const };
    const claims = [{ slotId: '1', holder: 'hold/x', expiresAt: now + 1000 }];

    it('shows it as long as its time is not over', () => {
      const draft = draftOver({ resources: [held], claims, at: now + 999 });
      expect(draft.claim('1')?.holder).toBe('hold/x');
      expect(draft.changes).toEqual([]);
    });

    it('ends it then: the slot is free again', () => {
      const draft = draftOver({ resources: [held], claims, at: now + 1000 });
      expect(draft.claim('1')).toBeUndefined();
      expect(changesOf(draft)).toEqual(['release 1', 'put Slot/1 free']);
      draft.claim('1');
      expect(draft.changes).toHaveLength(2);
    });

    it('leaves the slot busy-tentative when its vendor made it so again', () => {
      const overruled = claims.map((claim) => ({ ...claim, isOverruled: true }) as const);
      const draft = draftOver({ resources: [held], claims: overruled, at: now + 1000 });
      draft.claim('1');
      expect(changesOf(draft)).toEqual(['release 1']);
    });

    it('leaves the slot as its vendor made it meanwhile', () => {
      const draft = draftOver({ resources: [{ ...free, status: 'busy' }], claims, at: now + 1000 });
      draft.claim('1');
      expect(changesOf(draft)).toEqual(['release 1']);
    });
  });

  it('gives back a slot that is still to come free, and one that has begun as it is', () => {
    const busy = { ...free, status: 'busy' as const };
    const before = draftOver({ resources: [busy], at: Date.parse(free.start) });
    before.giveBack({ slotId: '1', holder: 'Appointment/x' }, 'busy');
    expect(changesOf(before)).toEqual(['release 1', 'put Slot/1 free']);
    const after = draftOver({ resources: [busy], at: Date.parse(free.start) + 1 });
    after.giveBack({ slotId: '1', holder: 'Appointment/x' }, 'busy');
    expect(changesOf(after)).toEqual(['release 1']);
  });

  it('tells the schedules of an actor as they were', () => {
    const draft = draftOver({ resources: practice('alice') });
    expect(draft.seen.schedulesOf({ type: 'Practitioner', id: 'alice' }).map(({ id }) => id)).toEqual(['alice']);
  });
});
