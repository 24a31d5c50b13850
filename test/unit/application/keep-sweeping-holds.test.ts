import { jest } from '@jest/globals';
import { keepSweepingHolds } from '../../../src/application/keep-sweeping-holds.ts';
import type { ResourceStore } from '../../../src/store/resource-store.ts';
import { SqliteResourceStore } from '../../../src/store/sqlite/sqlite-resource-store.ts';
import { TestClock } from '../../support/clock.ts';
import { projectSlot } from '../../support/project-slot.ts';
import { minute, nine, schedule, slot } from '../../support/resources.ts';
import { apply, find, put } from '../../support/store-access.ts';

describe('sweeping holds as long as the server runs', () => {
  let clock: TestClock;
  let store: ResourceStore;

  const hold = async (slotId: string) => {
    const held = slot(slotId, 'a', { status: 'busy-tentative', start: nine + 60 * minute });
    await put(store, schedule('a', 'Practitioner/a'), held);
    await apply(store, [{ kind: 'claim', slotId, holder: 'hold/1', expiresAt: nine + minute }]);
  };

  beforeEach(() => {
    clock = new TestClock(nine);
    store = new SqliteResourceStore({ file: ':memory:', projectSlot, clock: clock.now });
  });

  afterEach(() => store.close());

  it('begins at once, goes on every second, and stops when asked', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      await hold('s0');
      clock.ms = nine + minute;
      const stop = await keepSweepingHolds({ store, clock: clock.now, reportFailure: fail });
      expect(await find(store, 'Slot?status=free')).toEqual(['s0']);
      clock.ms = nine;
      await hold('s1');
      clock.ms = nine + minute;
      await jest.advanceTimersByTimeAsync(1000);
      await stop();
      expect(await find(store, 'Slot?status=free')).toEqual(['s0', 's1']);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('tells of a failure once, and tries again', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      const failures: unknown[] = [];
      let asked = 0;
      const broken = {
        expiredClaims: async () => {
          asked += 1;
          throw new Error('the disk is full');
        },
      } as unknown as ResourceStore;
      const stop = await keepSweepingHolds({
        store: broken,
        clock: clock.now,
        reportFailure: (error) => failures.push(error),
      });
      await jest.advanceTimersByTimeAsync(3000);
      await stop();
      expect([asked, failures]).toEqual([4, [new Error('the disk is full')]]);
    } finally {
      jest.useRealTimers();
    }
  });
});

const fail = (error: unknown) => {
  throw error;
};
