/** The same writes in SQLite and in MongoDB: the same answers, byte for byte and page by page. */
import fc from 'fast-check';
import type { ProjectSlot } from '../../src/store/agenda-query.ts';
import { MongoResourceStore } from '../../src/store/mongo/mongo-resource-store.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import { SqliteResourceStore } from '../../src/store/sqlite/sqlite-resource-store.ts';
import { agendaQuery } from '../support/agenda-query.ts';
import { TestClock } from '../support/clock.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../support/mongo/mongo-server.ts';
import { projectSlot } from '../support/project-slot.ts';
import { randomSearch, randomWrites } from '../support/random-agenda.ts';
import { minute, nine, slot } from '../support/resources.ts';
import { keyOf, put, searchOf } from '../support/store-access.ts';
import { fill, histories, historyAll, searchAll, toText } from '../support/store-answers.ts';

const seed = 20_261_123;
const runs = Number(process.env.SAS_PROPERTY_RUNS ?? 15);

describeWithMongo('SQLite and MongoDB', () => {
  afterAll(stopMongo);

  async function withBoth(
    project: ProjectSlot,
    work: (stores: readonly ResourceStore[], clock: TestClock) => Promise<void>,
  ): Promise<void> {
    const clock = new TestClock(nine);
    const settings = { projectSlot: project, clock: clock.now };
    const sqlite = new SqliteResourceStore({ file: ':memory:', ...settings });
    const mongo = await MongoResourceStore.open({ uri: await newDatabaseUri(), ...settings });
    try {
      await work([sqlite, mongo], clock);
    } finally {
      await Promise.all([sqlite.close(), mongo.close()]);
    }
  }

  /** Demands that both give the same. */
  async function same<T>(stores: readonly ResourceStore[], ask: (store: ResourceStore) => Promise<T>): Promise<T> {
    const [one, other] = await Promise.all(stores.map(ask));
    expect(other).toEqual(one);
    return one!;
  }

  it('give the same pages of searches, the same history and the same versions', async () => {
    const searches = fc.array(randomSearch, { minLength: 1, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(randomWrites, searches, (writes, asked) =>
        withBoth(
          () => undefined,
          async (stores, clock) => {
            for (const store of stores) await fill(store, clock, writes);
            for (const search of asked) {
              await same(stores, (store) => searchAll(store, search));
              await same(stores, (store) => store.count(search.type, searchOf(toText(search)).criteria));
            }
            for (const query of histories) await same(stores, (store) => historyAll(store, query));
            for (const { resource } of writes) await same(stores, (store) => store.read(keyOf(resource)));
          },
        ),
      ),
      { numRuns: runs, seed },
    );
  });

  it('give the same bytes for the slots of some agendas', async () => {
    await withBoth(projectSlot, async (stores) => {
      const slots = Array.from({ length: 200 }, (_, n) =>
        slot(`s${(n * 37) % 200}`, `x${n % 7}`, {
          start: nine + ((n * 13) % 90) * minute,
          ...(n % 3 === 0 ? { comment: `/rdv?slot=${n}` } : {}),
        }),
      );
      for (const store of stores) await put(store, ...slots);
      const page = await same(stores, async (store) => {
        const { entries, ...rest } = await store.agenda(
          agendaQuery({ scheduleIds: ['x0', 'x1', 'x3', 'x5', 'y'], from: nine + 5 * minute, to: nine + 80 * minute }),
        );
        return { text: Buffer.from(entries).toString(), ...rest };
      });
      expect(page.total).toBeGreaterThan(50);
    });
  });
});
