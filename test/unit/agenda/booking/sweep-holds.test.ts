import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweepHolds } from '../../../../src/agenda/booking/sweep-holds.ts';
import type { ResourceStore } from '../../../../src/store/resource-store.ts';
import { SqliteResourceStore } from '../../../../src/store/sqlite/sqlite-resource-store.ts';
import { TestClock } from '../../../support/clock.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { minute, nine, schedule, slot } from '../../../support/resources.ts';
import { apply, find, put } from '../../../support/store-access.ts';

const slotIds = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`);

describe('sweeping holds', () => {
  let clock: TestClock;
  let store: ResourceStore;

  const hold = async (...ids: readonly string[]) => {
    const held = ids.map((id) => slot(id, 'a', { status: 'busy-tentative', start: nine + 60 * minute }));
    await put(store, schedule('a', 'Practitioner/a'), ...held);
    const claims = ids.map(
      (slotId) => ({ kind: 'claim', slotId, holder: 'hold/1', expiresAt: nine + minute }) as const,
    );
    await apply(store, claims);
  };

  beforeEach(() => {
    clock = new TestClock(nine);
    store = new SqliteResourceStore({ file: ':memory:', projectSlot, clock: clock.now });
  });

  afterEach(() => store.close());

  it('frees every slot whose hold is over, however many there are', async () => {
    await hold(...slotIds(450));
    expect(await sweepHolds(store, nine + minute - 1)).toBe(0);
    clock.ms = nine + minute;
    expect(await sweepHolds(store, clock.ms)).toBe(450);
    expect(await store.count('Slot', [])).toBe(450);
    expect(await find(store, 'Slot?status=busy-tentative')).toEqual([]);
  });

  it('ends each hold once when several sweep at the same time', async () => {
    await hold(...slotIds(20));
    clock.ms = nine + minute;
    const ended = await Promise.all([1, 2, 3].map(() => sweepHolds(store, clock.ms)));
    expect(ended.reduce((sum, one) => sum + one)).toBe(20);
    const versions = await Promise.all(slotIds(20).map((id) => store.read({ type: 'Slot', id })));
    expect(versions.map((version) => version?.versionId)).toEqual(Array(20).fill(2));
  });

  it('leaves a slot alone that its vendor made busy, or that began meanwhile', async () => {
    await hold('s0', 's1');
    await put(store, slot('s0', 'a', { status: 'busy', start: nine + 60 * minute }));
    clock.ms = nine + 61 * minute;
    expect(await sweepHolds(store, clock.ms)).toBe(2);
    expect(await find(store, 'Slot?status=free')).toEqual([]);
  });

  it('ends holds made before a restart, by two processes on one file, once each', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sas-holds-'));
    const open = () => new SqliteResourceStore({ file: join(folder, 'sas.db'), projectSlot, clock: clock.now });
    await store.close();
    store = open();
    await hold(...slotIds(10));
    await store.close();
    clock.ms = nine + minute;
    store = open();
    const other = open();
    const ended = await Promise.all([sweepHolds(store, clock.ms), sweepHolds(other, clock.ms)]);
    await other.close();
    expect(ended[0]! + ended[1]!).toBe(10);
    expect(await find(store, 'Slot?status=free')).toHaveLength(10);
    rmSync(folder, { recursive: true });
  });
});
