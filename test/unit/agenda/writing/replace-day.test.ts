import type { Slot } from '@medplum/fhirtypes';
import { clearWindow, findObstacle } from '../../../../src/agenda/writing/replace-day.ts';
import { november, now, slot } from '../../../support/agenda-data.ts';
import { quarters } from '../../../support/booking-data.ts';
import { changesOf, draftOver } from '../../../support/draft.ts';

const day = { scheduleId: 'alice', from: Date.parse(november('23T00:00')), to: Date.parse(november('24T00:00')) };
const [one, two, three] = quarters('a', 'alice', 3) as [Slot, Slot, Slot];
const taken: Slot = { ...two, status: 'busy' };
const claims = [{ slotId: 'a2', holder: 'Appointment/x' }];
const nothing: ReadonlySet<string> = new Set();

describe('a window that is cleared', () => {
  it('loses its slots, but those that somebody has', () => {
    const draft = draftOver({ resources: [one, taken, three], claims });
    const { kept, issues } = clearWindow(draft, day, nothing);
    expect(changesOf(draft)).toEqual(['delete Slot/a1', 'delete Slot/a3']);
    expect(kept.map(({ id }) => id)).toEqual(['a2']);
    expect(issues).toMatchObject([{ severity: 'warning', code: 'conflict', expression: ['Slot/a2'] }]);
  });

  it('leaves those that come anew, so that they keep their history', () => {
    const draft = draftOver({ resources: [one, three] });
    clearWindow(draft, day, new Set(['a1']));
    expect(changesOf(draft)).toEqual(['delete Slot/a3']);
  });

  it('deletes nothing twice', () => {
    const draft = draftOver({ resources: [one] });
    clearWindow(draft, day, nothing);
    clearWindow(draft, day, nothing);
    expect(changesOf(draft)).toEqual(['delete Slot/a1']);
  });

  it('ends a hold whose time is over', () => {
    const draft = draftOver({
      resources: [{ ...one, status: 'busy-tentative' }],
      claims: [{ slotId: 'a1', holder: 'hold/x', expiresAt: now }],
    });
    expect(clearWindow(draft, day, nothing).kept).toEqual([]);
    expect(changesOf(draft).at(-1)).toBe('delete Slot/a1');
  });
});

describe('a slot of the new day', () => {
  const draft = () => draftOver({ resources: [one, taken], claims });
  const obstacle = (slot: Slot) => findObstacle(draft(), slot, [taken])?.diagnostics;

  it('comes where nobody has its time', () => {
    expect(obstacle({ ...one, id: 'new' })).toBeUndefined();
    expect(obstacle(slot('new', 'bruno', two.start))).toBeUndefined();
  });

  it('stays out where it overlaps a kept one', () => {
    expect(obstacle(slot('new', 'alice', november('23T09:10')))).toMatch(/left out: Slot\/a2 is kept and overlaps it/);
  });

  it('does not change a kept one', () => {
    expect(obstacle(two)).toMatch(/Slot\/a2 cannot be freed: Appointment\/x has it: it is kept as it was/);
    expect(obstacle({ ...taken, comment: 'x' })).toBeUndefined();
  });
});
