/** What networks do between a server and its database: answers are right, or 503 in time, and then all goes on. */
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';

import { type Fate, type MongoProxy, startProxy } from '../../../../scripts/mongo/proxy.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import { rounds } from '../../../chaos/scale.ts';
import { book } from '../../../support/booking-unit.ts';
import {
  describeWhere,
  describeWithMongo,
  newDatabaseUri,
  stopMongo,
  toPrimary,
  withOptions,
} from '../../../support/mongo/mongo-server.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { minute, nine, slot } from '../../../support/resources.ts';
import { find, put, resourceOf } from '../../../support/store-access.ts';
import { until } from '../../../support/until.ts';

const s1 = { type: 'Slot', id: 's1' } as const;

/** How long a write may take, and what a caller may wait for any answer on a machine that has other things to do. */
const patienceMs = 3500;
const inTimeMs = 9000;

describeWithMongo('between a server and its database', () => {
  let proxy: MongoProxy;
  let store: MongoResourceStore;
  /** Another server, with a good connection. */
  let other: MongoResourceStore;

  beforeEach(async () => {
    const uri = await newDatabaseUri();
    proxy = await startProxy(toPrimary(uri));
    const settings = { projectSlot, clock: () => nine, patienceMs };
    const impatient = withOptions(
      proxy.uri,
      'socketTimeoutMS=1000&connectTimeoutMS=1000&serverSelectionTimeoutMS=1000',
    );
    // It makes the collections and indexes, which takes longer than who is impatient waits on a slow machine.
    other = await MongoResourceStore.open({ uri, ...settings });
    store = await MongoResourceStore.open({ uri: impatient, ...settings });
    await put(other, slot('s1', 'x'), slot('s2', 'x', { start: nine + 15 * minute }));
  });

  afterEach(async () => {
    proxy.decide = () => 'pass';
    await Promise.all([store.close(), other.close()]);
    await proxy.close();
  });

  afterAll(stopMongo);

  it("a purge that the database does not answer is told in our words, not the driver's", async () => {
    proxy.decide = ({ command }) => (command === 'find' ? 'cut-before' : 'pass');
    await expect(store.purgeSlots(nine)).rejects.toMatchObject({ name: 'OutcomeError', status: 503 });
  });

  it('who has waited long for the state goes on soon after, though others are about', async () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0.99);
    try {
      await put(store, slot('s3', 'x'));
      await put(other, slot('s4', 'x'));
      let asked = 0;
      proxy.decide = async ({ command, collection }): Promise<Fate> => {
        if (command !== 'find' || collection !== 'state') return 'pass';
        // Of the commit that loses its place and of the read for the next, not of that commit itself.
        if (++asked <= 4) await delay(500);
        return 'pass';
      };
      await put(store, slot('s5', 'x'));
      proxy.decide = () => 'pass';
      const begun = performance.now();
      await put(store, slot('s6', 'x'));
      // It lets others go first for less than twice what its commit took, not what it waited for before.
      expect(performance.now() - begun).toBeLessThan(900);
      expect(asked).toBeGreaterThan(0);
    } finally {
      random.mockRestore();
    }
  });

  /** Does it to the n-th request from now on, and lets the others pass. Tells how many there were. */
  function once(n: number, fate: Fate): { readonly asked: () => number } {
    let asked = 0;
    proxy.decide = ({ command }) => (isOfWork(command) && ++asked === n ? fate : 'pass');
    return { asked: () => asked };
  }

  const isOfWork = (command: string) => !['hello', 'isMaster', 'ismaster', 'ping', 'endSessions'].includes(command);

  /** Each request meets one of them; with the full suite, all. */
  const fates = ['cut-before', 'cut-after', 'half'] as const;

  it.each(Array.from({ length: rounds(1, fates.length) }, (_, turn) => turn))(
    'a request that is lost, or whose answer is, whichever, leaves a booking made once and told as made (turn %i)',
    async (turn) => {
      for (let n = 1; ; n++) {
        const id = `s-${n}`;
        await put(other, slot(id, 'x', { start: nine + n * minute }));
        const { asked } = once(n, fates[(n + turn) % fates.length]!);
        const booked = await store.transact(book(`a${n}`, [id]));
        const isReached = asked() >= n;
        proxy.decide = () => 'pass';
        expect(booked).toBe(`a${n}`);
        expect(resourceOf(await other.read({ type: 'Slot', id }))).toMatchObject({
          status: 'busy',
          meta: { versionId: '2' },
        });
        expect(await other.count('Appointment', [])).toBe(n);
        await expect(other.transact(book('late', [id]))).rejects.toMatchObject({ status: 409 });
        if (!isReached) return;
      }
    },
  );

  it('silence ends in time, with the truth or 503, and nothing is booked twice', async () => {
    for (const n of [1, 2, 3, 4, 5]) {
      const id = `s-${n}`;
      await put(other, slot(id, 'x', { start: nine + n * minute }));
      once(n, 'silence');
      const begun = performance.now();
      const outcome = await store.transact(book(`a${n}`, [id])).catch((error: { status: number }) => error.status);
      expect(performance.now() - begun).toBeLessThan(inTimeMs);
      proxy.decide = () => 'pass';
      expect([`a${n}`, 503]).toContain(outcome);
      const again = await other.transact(book(`b${n}`, [id])).catch((error: { status: number }) => error.status);
      if (outcome === `a${n}`) expect(again).toBe(409);
      expect(resourceOf(await other.read({ type: 'Slot', id }))).toMatchObject({ status: 'busy' });
      expect(await other.count('Appointment', [])).toBe(n);
      expect(await find(store, 'Slot?status=free')).toEqual(['s1', 's2']);
    }
  });

  it('a database that is away is told as such, with the time to come back, and found again', async () => {
    proxy.decide = () => 'cut-before';
    for (const work of [() => store.check(), () => store.read(s1), () => store.transact(book('a1', ['s1']))]) {
      const begun = performance.now();
      await expect(work()).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
      expect(performance.now() - begun).toBeLessThan(inTimeMs);
    }
    proxy.decide = () => 'pass';
    expect(await store.transact(book('a2', ['s1']))).toBe('a2');
    await expect(store.check()).resolves.toBeUndefined();
  });

  describeWhere('sessions', 'where the driver may repeat a write', () => {
    it('an insert whose answer is lost is sent again under its number, and is no duplicate', async () => {
      const numbers: unknown[] = [];
      proxy.decide = ({ command, collection, body }) => {
        if (command !== 'insert' || collection !== 'log') return 'pass';
        numbers.push(String(body.txnNumber));
        return numbers.length === 1 ? 'cut-after' : 'pass';
      };
      expect(await store.transact(book('a1', ['s1']))).toBe('a1');
      expect(numbers).toEqual([numbers[0], numbers[0]]);
      expect(numbers[0]).toMatch(/^\d+$/);
    });
  });

  it('no connection that went silent is left behind', async () => {
    const readAll = () => Promise.allSettled(Array.from({ length: 20 }, () => store.read(s1)));
    await readAll();
    const usual = proxy.connections();
    for (let round = 0; round < 3; round++) {
      proxy.decide = ({ command }) => (isOfWork(command) ? 'silence' : 'pass');
      expect((await readAll()).every(({ status }) => status === 'rejected')).toBe(true);
      proxy.decide = () => 'pass';
      await store.read(s1);
    }
    // The proxy closes none of them by itself.
    await until(() => proxy.connections() <= usual, { what: 'their end', instead: () => proxy.connections() });
  });
});
