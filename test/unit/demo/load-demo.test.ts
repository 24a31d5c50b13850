/** The demonstration in a store: nothing is written twice, and what is there is known by a few resources. */
import { demoDays } from '../../../src/demo/demo-calendar.ts';
import { demoDirectory } from '../../../src/demo/demo-directory.ts';
import { demoSlots } from '../../../src/demo/demo-slots.ts';
import { demoSeed, holdsSearchedDays, loadDemo, topUpDemo } from '../../../src/demo/load-demo.ts';
import type { ResourceStore } from '../../../src/store/resource-store.ts';
import { SqliteResourceStore } from '../../../src/store/sqlite/sqlite-resource-store.ts';
import { TestClock } from '../../support/clock.ts';
import { projectSlot } from '../../support/project-slot.ts';
import { apply, remove } from '../../support/store-access.ts';

const day = 86_400_000;
/** A Monday, on which it is the same day everywhere in France. */
const monday = Date.parse('2026-11-23T13:00:00+01:00');

const slotIdsOf = (...dates: readonly string[]) =>
  dates.flatMap((date) => [...demoSlots(demoSeed, date, date)].map(({ id }) => id!));
const slotsFrom = (now: number) => {
  const { fromDay, toDay } = demoDays(demoSeed, new Date(now));
  return [...demoSlots(demoSeed, fromDay, toDay)].length;
};
const inDirectory = demoDirectory(demoSeed).length;

describe('the demonstration in a store', () => {
  const clock = new TestClock(monday);
  let store: ResourceStore;
  /** Keys that were looked for. */
  let asked: number;

  beforeEach(() => {
    clock.ms = monday;
    store = new SqliteResourceStore({ file: ':memory:', projectSlot, clock: clock.now });
    asked = 0;
    const { transact, read } = { transact: store.transact.bind(store), read: store.read.bind(store) };
    store.transact = (unit) => {
      asked += unit.sees.keys?.length ?? 0;
      return transact(unit);
    };
    store.read = (key) => {
      asked += 1;
      return read(key);
    };
  });

  afterEach(() => store.close());

  const count = () => store.count('Slot', []);

  it('is topped up from nothing as it is loaded', async () => {
    expect(await topUpDemo(store, monday)).toBe(inDirectory + slotsFrom(monday));
    expect(await loadDemo(store, monday)).toBe(0);
  });

  it('that is there is known by its directory and one slot of each day', async () => {
    await loadDemo(store, monday);
    asked = 0;
    expect(await topUpDemo(store, monday)).toBe(0);
    expect(asked).toBeLessThan(inDirectory + 10);
    asked = 0;
    expect(await holdsSearchedDays(store, monday)).toBe(true);
    expect(asked).toBeLessThan(10);
  });

  it('gets the days that it lacks and no others', async () => {
    await loadDemo(store, monday);
    clock.ms = monday + 2 * day;
    expect(await topUpDemo(store, clock.ms)).toBe(slotIdsOf('2026-11-30', '2026-12-01').length);
    clock.ms = monday + 30 * day;
    expect(await topUpDemo(store, clock.ms)).toBe(slotsFrom(clock.ms));
  });

  it('has the days that searches look at for three days after it was loaded', async () => {
    expect(await holdsSearchedDays(store, monday)).toBe(false);
    await loadDemo(store, monday);
    expect(await holdsSearchedDays(store, monday + 3 * day)).toBe(true);
    expect(await holdsSearchedDays(store, monday + 4 * day)).toBe(false);
  });

  it.each([1, 2, 8, 15])('is completed when its load was cut short after %i transactions', async (units) => {
    const { transact } = store;
    let left = units;
    store.transact = (unit) => (left-- > 0 ? transact(unit) : Promise.reject(new Error('killed')));
    await expect(topUpDemo(store, monday)).rejects.toThrow('killed');
    store.transact = transact;
    expect(await holdsSearchedDays(store, monday)).toBe(false);
    await topUpDemo(store, monday);
    expect(await count()).toBe(slotsFrom(monday));
    expect(await loadDemo(store, monday)).toBe(0);
  });

  it('is left as it is between two transactions when that is asked for', async () => {
    const stopping = new AbortController();
    const { transact } = store;
    store.transact = (unit) => transact(unit).finally(() => stopping.abort());
    expect(await topUpDemo(store, monday, stopping.signal)).toBe(1000);
  });

  it('keeps what was deleted as it is, the last slot of a day too', async () => {
    await loadDemo(store, monday);
    const last = slotIdsOf('2026-11-25').at(-1)!;
    await remove(store, 'Slot', last);
    await remove(store, 'Practitioner', 'demo-rpps');
    asked = 0;
    expect(await topUpDemo(store, monday)).toBe(0);
    expect(asked).toBeLessThan(inDirectory + 10);
    expect((await store.read({ type: 'Slot', id: last }))?.json).toBeUndefined();
  });

  it('is written once by two that load it at once', async () => {
    const written = await Promise.all([topUpDemo(store, monday), topUpDemo(store, monday)]);
    expect(written[0]! + written[1]!).toBe(inDirectory + slotsFrom(monday));
    const history = await store.history({ count: 1 });
    expect(history.total).toBe(inDirectory + slotsFrom(monday));
  });

  it('is completed in the directory too: a newer program may have more people', async () => {
    await apply(store, [{ kind: 'put', method: 'PUT', resource: demoDirectory(demoSeed)[0] as never }]);
    await topUpDemo(store, monday);
    expect(await loadDemo(store, monday)).toBe(0);
  });
});
