import { jest } from '@jest/globals';
import { startDemo } from '../../../src/application/keep-demo.ts';
import { readConfig } from '../../../src/config.ts';
import { lastDemoSlot } from '../../../src/demo/demo-slots.ts';
import { demoSeed, loadDemo } from '../../../src/demo/load-demo.ts';
import { buildLogger } from '../../../src/log.ts';
import type { ResourceStore } from '../../../src/store/resource-store.ts';
import { SqliteResourceStore } from '../../../src/store/sqlite/sqlite-resource-store.ts';
import { TestClock } from '../../support/clock.ts';
import { projectSlot } from '../../support/project-slot.ts';

const day = 86_400_000;
const monday = Date.parse('2026-11-23T13:00:00+01:00');

describe('the demonstration of a running server', () => {
  const clock = new TestClock(monday);
  const logger = buildLogger({ level: 'silent', isPretty: false });
  let store: ResourceStore;
  /** Units of work whose outcome was told. */
  let units: number;
  /** Lets a unit go on. */
  let gate: Promise<void>;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    clock.ms = monday;
    store = new SqliteResourceStore({ file: ':memory:', projectSlot, clock: clock.now });
    units = 0;
    gate = Promise.resolve();
    const transact = store.transact.bind(store);
    store.transact = async (unit) => {
      await gate;
      const answer = await transact(unit);
      units += 1;
      return answer;
    };
  });

  afterEach(async () => {
    jest.useRealTimers();
    await store.close();
  });

  const start = (environment: Record<string, string> = {}) =>
    startDemo(readConfig(environment), { store, clock: clock.now, logger });
  const isWhole = async () => (await loadDemo(store, clock.ms)) === 0;

  it('is whole when the start is over, on an empty base', async () => {
    const stop = await start();
    expect(await isWhole()).toBe(true);
    await stop!();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is not waited for when the days that searches look at are there: the rest comes soon after', async () => {
    await loadDemo(store, monday);
    units = 0;
    clock.ms = monday + 2 * day;
    const stop = await start();
    expect(units).toBe(0);
    await jest.advanceTimersByTimeAsync(1000);
    await stop!();
    expect(units).toBeGreaterThan(0);
  });

  it('is waited for when one of these days is missing', async () => {
    await loadDemo(store, monday);
    clock.ms = monday + 4 * day;
    const stop = await start();
    expect(await isWhole()).toBe(true);
    await stop!();
  });

  it('is topped up every hour', async () => {
    const stop = await start();
    clock.ms = monday + day;
    await jest.advanceTimersByTimeAsync(3_600_000);
    const last = { type: 'Slot', id: lastDemoSlot(demoSeed, '2026-11-30').id! } as const;
    while ((await store.read(last)) === undefined) await new Promise(setImmediate);
    await stop!();
    expect(await isWhole()).toBe(true);
  });

  it('is no longer written to once it is stopped', async () => {
    await loadDemo(store, monday);
    clock.ms = monday + 3 * day;
    const stop = await start();
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    units = 0;
    await jest.advanceTimersByTimeAsync(1000);
    const stopped = stop!();
    open();
    await stopped;
    expect(units).toBe(1);
    await new Promise(setImmediate);
    expect(units).toBe(1);
  });

  it.each([
    ['off', { SAS_DEMO: 'off' }],
    ['left to an address that others reach', { HOST: '0.0.0.0' }],
  ])('is not there when it is %s', async (_, environment) => {
    expect(await start(environment)).toBeUndefined();
    expect(await store.isEmpty()).toBe(true);
  });
});
