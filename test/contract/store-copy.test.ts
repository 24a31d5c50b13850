/** Copies from one store into another and back: the same answers, byte for byte and page by page, and all goes on. */
import fc from 'fast-check';
import { copyAhead } from '../../src/application/copy-store.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import type { StoreCopy } from '../../src/store/store-contents.ts';
import { type NewBase, newDatabase, newDataDir, removeDataDirs, withBase } from '../support/bases.ts';
import { book } from '../support/booking-unit.ts';
import { TestClock } from '../support/clock.ts';
import { copy, everythingOf } from '../support/copying.ts';
import { describeWithMongo, engine, stopMongo } from '../support/mongo/mongo-server.ts';
import { randomSearch, randomWrites } from '../support/random-agenda.ts';
import { minute, nine, slot } from '../support/resources.ts';
import { keyOf, put, remove, searchOf } from '../support/store-access.ts';
import { fill, histories, historyAll, searchAll } from '../support/store-answers.ts';
import { fillWithAll, sendAll } from '../support/whole-base.ts';

const seed = 20_261_123;
const runs = Number(process.env.SAS_PROPERTY_RUNS ?? 3);

/** What happens next, and what comes of it: writes, bookings, holds and messages. */
async function goOn(store: ResourceStore, clock: TestClock) {
  clock.ms = nine + 40 * minute;
  const booked = await store.transact(book('a3', ['s7']));
  const refused = await Promise.all(
    ['s1', 's3', 's4'].map((id) => store.transact(book('a4', [id])).catch(({ status }: { status: number }) => status)),
  );
  await put(store, slot('s9', 'x', { start: nine + 400 * minute }), slot('s20', 'x'), slot('s10', 'x'));
  await remove(store, 'Slot', 's0');
  const { outbox: _, due: __, histories: versions, ...others } = await everythingOf(store);
  return {
    booked,
    refused,
    versions,
    ...others,
    pages: others.pages.map(({ matches }) => matches),
    agendaMessages: (await sendAll(store)).toSorted(),
    platformMessages: (await sendAll(store, 'platform')).toSorted(),
  };
}

const clock = new TestClock(nine);
let from: string;
let to: string;

const fillAll = () => withBase(from, clock.now, (store) => fillWithAll(store, clock));
const answersOf = (base: string) => withBase(base, clock.now, everythingOf);
const isServed = (base: string) =>
  withBase(base, clock.now, async () => true).catch((error: Error) => {
    expect(error.message).toContain('unfinished copy');
    return false;
  });

/** What holds of copies from any kind of base to any other. */
function describeCopies(names: string, newFrom: NewBase, newTo: NewBase, more = () => {}): void {
  describe(`a copy from ${names}`, () => {
    beforeEach(async () => {
      [from, to] = [await newFrom(), await newTo()];
      clock.ms = nine;
    });

    it('answers byte for byte as the original, and so does a copy of it where it came from', async () => {
      await fillAll();
      const there = await copy(from, to);
      const original = await answersOf(from);
      expect(original.pages.length).toBeGreaterThan(3);
      expect(original.claims.filter(Boolean)).toHaveLength(5);
      expect(await answersOf(to)).toEqual(original);
      const again = await newFrom();
      const back = await copy(to, again);
      expect(await answersOf(again)).toEqual(original);
      expect({ ...back, digest: there.digest }).toEqual({ ...there, tallies: back.tallies });
    });

    it('goes on as the original does: bookings, holds, versions, pages, and each message once', async () => {
      await fillAll();
      await copy(from, to);
      const { next: cursor } = await withBase(from, clock.now, (store) => store.search(searchOf('Slot?_count=3')));
      const [wanted, made] = [
        await withBase(from, clock.now, (store) => goOn(store, clock)),
        await withBase(to, clock.now, (store) => goOn(store, clock)),
      ];
      expect(made).toEqual(wanted);
      expect(wanted).toMatchObject({ booked: 'a3', refused: [409, 409, 409] });
      expect(wanted.agendaMessages).toEqual([
        'both 3 2 2',
        'both 4 1 3',
        'both 5 1 4',
        'delivered 3 2 2',
        'later 2 2 1',
        'leased 3 2 2',
        'leased 4 1 3',
        'new 1 1 1',
        'new 2 1 2',
      ]);
      const pages = await Promise.all(
        [from, to].map((base) =>
          withBase(base, clock.now, (store) => store.search({ ...searchOf('Slot?_count=3'), cursor: cursor! })),
        ),
      );
      expect(pages[1]!.matches).toEqual(pages[0]!.matches);
    });

    more();
  });
}

/** What does not depend on both kinds, and need not be tried with all. */
const describeRuns = (newFrom: NewBase, newTo: NewBase) => () => {
  it('of any agenda answers any search as the original does', async () => {
    const searches = fc.array(randomSearch, { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(randomWrites, searches, async (writes, asked) => {
        [from, to] = [await newFrom(), await newTo()];
        await withBase(from, clock.now, (store) => fill(store, clock, writes));
        await copy(from, to);
        const answer = async (store: ResourceStore) => ({
          searches: await Promise.all(asked.map((search) => searchAll(store, search))),
          histories: await Promise.all(histories.map((query) => historyAll(store, query))),
          read: await Promise.all(writes.map(({ resource }) => store.read(keyOf(resource)))),
        });
        expect(await withBase(to, clock.now, answer)).toEqual(await withBase(from, clock.now, answer));
      }),
      { numRuns: runs, seed },
    );
  });

  it('cut short before or after each step is refused by servers, and goes on when it is run again', async () => {
    await fillAll();
    const original = await answersOf(from);
    for (let run = 0; ; run++) {
      const cut = run % 2 === 0 ? cuttingBefore : cuttingAfter;
      const step = 1 + Math.floor(run / 2);
      const cutRun = copy(from, to, (made) => cut(made, step));
      await expect(cutRun).rejects.toThrow('cut short');
      // Cut before it has begun, it has marked nothing.
      if (run > 0 && (await isServed(to))) break;
    }
    expect(await answersOf(to)).toEqual(original);
  });

  it('takes what the original got since, when it is run again', async () => {
    await fillAll();
    await expect(copy(from, to, (made) => cuttingBefore(made, 'finish'))).rejects.toThrow('cut short');
    await withBase(from, clock.now, (store) => goOn(store, clock));
    const { copied, found } = await copy(from, to);
    expect([copied, found]).toEqual([6, 24]);
    expect(await answersOf(to)).toEqual(await answersOf(from));
  });

  it('can be begun ahead, while a server writes, and is then no base yet', async () => {
    await fillAll();
    await withBase(from, clock.now, async (store) => {
      expect(await copy(from, to, undefined, copyAhead)).toEqual({ copied: 24, found: 0 });
      await goOn(store, clock);
      expect(await copy(from, to, undefined, copyAhead)).toEqual({ copied: 6, found: 24 });
    });
    await expect(answersOf(to)).rejects.toThrow('unfinished copy');
    expect(await copy(from, to)).toMatchObject({ copied: 0, found: 30 });
    expect(await answersOf(to)).toEqual(await answersOf(from));
  });

  it('is not finished when the original was written to meanwhile', async () => {
    await fillAll();
    const write = () => withBase(from, clock.now, (store) => put(store, slot('late', 'x')));
    await expect(copy(from, to, (made) => doingBefore(made, 'setState', write))).rejects.toThrow(
      / was written to while it was copied: stop its servers and run the same command again/,
    );
    await expect(answersOf(to)).rejects.toThrow('unfinished copy');
    await copy(from, to);
    expect(await answersOf(to)).toEqual(await answersOf(from));
  });

  it('is not finished when a message was sent from the original meanwhile', async () => {
    await fillAll();
    const send = () => withBase(from, clock.now, (store) => sendAll(store, 'platform'));
    await expect(copy(from, to, (made) => doingBefore(made, 'setState', send))).rejects.toThrow(
      /differ in outbox \(8 and 8\): stop whatever writes to them or sends from them/,
    );
    await copy(from, to);
    expect(await answersOf(to)).toEqual(await answersOf(from));
  });

  it('is not finished when it lacks anything', async () => {
    await fillAll();
    const forgetful = (made: StoreCopy): StoreCopy => ({
      ...bound(made),
      addVersions: (versions) => made.addVersions(versions.filter(({ id }) => id !== 's5')),
    });
    await expect(copy(from, to, forgetful)).rejects.toThrow(/differ in Slot \(\d+ and \d+\)/);
    await expect(answersOf(to)).rejects.toThrow('unfinished copy');
  });

  it('is begun anew when the original was purged since', async () => {
    await fillAll();
    await expect(copy(from, to, (made) => cuttingBefore(made, 'finish'))).rejects.toThrow('cut short');
    clock.ms = nine + 24 * 60 * minute;
    await withBase(from, clock.now, (store) => store.purgeSlots(clock.ms));
    await expect(copy(from, to)).rejects.toThrow(/no longer as it was when the copy was begun \(sas purge\?\)/);
  });

  it('of a base into itself is refused', async () => {
    await fillAll();
    await expect(copy(from, from)).rejects.toThrow('FROM and TO are the same base.');
  });
};

type Step = Exclude<keyof StoreCopy, 'contents' | 'close'>;

const stepNames: readonly Step[] = [
  'begin',
  'addVersions',
  'removeClaimsAndLines',
  'addClaims',
  'addLines',
  'setState',
  'finish',
];

/** The same copy with each step as a property of its own. */
const bound = (made: StoreCopy): StoreCopy =>
  ({
    contents: made.contents,
    close: () => made.close(),
    ...Object.fromEntries(stepNames.map((name) => [name, (value: never) => made[name](value)])),
  }) as unknown as StoreCopy;

/** Does something before a step. */
const doingBefore = (made: StoreCopy, at: Step, work: () => Promise<unknown>): StoreCopy => ({
  ...bound(made),
  [at]: async (value: never) => {
    await work();
    return made[at](value);
  },
});

const cutShort = async () => {
  throw new Error('cut short');
};

/** Ends a copy before its n-th step, or the one of a name. */
const cuttingBefore = (made: StoreCopy, at: number | Step): StoreCopy => cutting(made, at, (step) => [cutShort, step]);

const cuttingAfter = (made: StoreCopy, at: number): StoreCopy => cutting(made, at, (step) => [step, cutShort]);

function cutting(
  made: StoreCopy,
  at: number | Step,
  order: (step: () => Promise<unknown>) => readonly (() => Promise<unknown>)[],
): StoreCopy {
  let steps = 0;
  const step = (name: Step) => async (value: never) => {
    const isCut = ++steps === at || name === at;
    if (!isCut) return made[name](value);
    for (const one of order(() => made[name](value) as Promise<unknown>)) await one();
    return undefined;
  };
  return { ...bound(made), ...Object.fromEntries(stepNames.map((name) => [name, step(name)])) } as StoreCopy;
}

afterAll(removeDataDirs);

describeCopies('SQLite to SQLite', newDataDir, newDataDir);

describeWithMongo('with MongoDB', () => {
  afterAll(stopMongo);

  describeCopies(`SQLite to ${engine.name}`, newDataDir, newDatabase, describeRuns(newDataDir, newDatabase));
  describeCopies(`${engine.name} to SQLite`, newDatabase, newDataDir, describeRuns(newDatabase, newDataDir));
  describeCopies(`${engine.name} to ${engine.name}`, newDatabase, newDatabase);
});
