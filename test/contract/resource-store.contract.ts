/**
 * What every ResourceStore does, whatever keeps the data. Nothing here knows of SQL, of one process or one machine: a
 * store is opened, used through its port and closed.
 */
import type { ProjectSlot } from '../../src/store/agenda-query.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import { TestClock } from '../support/clock.ts';
import { projectSlot } from '../support/project-slot.ts';
import { nine } from '../support/resources.ts';
import { describeAgenda } from './agenda.contract.ts';
import { describeClaims } from './claims.contract.ts';
import { describeHistory } from './history.contract.ts';
import { describeNaiveSearch } from './naive-search.contract.ts';
import { describePaging } from './paging.contract.ts';
import { describePurge } from './purge.contract.ts';
import { describeReading } from './reading.contract.ts';
import { describeSearch } from './search.contract.ts';
import { describeUnitsOfWork } from './units-of-work.contract.ts';

export interface StoreSettings {
  readonly projectSlot: ProjectSlot;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Opens a store that holds nothing. */
export type OpenStore = (settings: StoreSettings) => Promise<ResourceStore>;

/** What a test has at hand: a new store and the clock it goes by, set to 2026-11-23 09:00 in Paris. */
export interface Bench {
  readonly store: ResourceStore;
  readonly clock: TestClock;
}

/** Gives the test that runs its own store. */
export type AtBench = () => Bench;

/** All rules of the port, for one store. */
export function describeResourceStore(name: string, open: OpenStore): void {
  describe(name, () => {
    let bench: Bench;

    beforeEach(async () => {
      const clock = new TestClock(nine);
      bench = { clock, store: await open({ projectSlot, clock: clock.now }) };
    });

    afterEach(() => bench.store.close());

    const sections = {
      reading: describeReading,
      history: describeHistory,
      'units of work': describeUnitsOfWork,
      claims: describeClaims,
      search: describeSearch,
      paging: describePaging,
      agenda: describeAgenda,
      purge: describePurge,
    };
    for (const [title, section] of Object.entries(sections)) describe(title, () => section(() => bench));
    describe('search, compared', () => describeNaiveSearch(open));
  });
}
