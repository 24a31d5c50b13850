/** A copy whose connection to the database ends at any of its writes: what is there is gone on with, and becomes the same. */

import { startProxy } from '../../../../scripts/mongo/proxy.ts';
import { newDataDir, removeDataDirs, withBase } from '../../../support/bases.ts';
import { TestClock } from '../../../support/clock.ts';
import { copy, everythingOf } from '../../../support/copying.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import { nine } from '../../../support/resources.ts';
import { fillWithAll } from '../../../support/whole-base.ts';

/** All kinds of writes to the database that a copy makes, in the order in which it comes to them first. */
const writes = [
  'update copy',
  'delete versions',
  'delete agenda',
  'insert versions',
  'insert agenda',
  'update versions',
  'update agenda',
  'delete claims',
  'delete lines',
  'insert claims',
  'insert lines',
  'update state',
  'delete copy',
];

describeWithMongo('a copy into MongoDB', () => {
  const clock = new TestClock(nine);
  const answersOf = (base: string) => withBase(base, clock.now, everythingOf);

  afterAll(async () => {
    removeDataDirs();
    await stopMongo();
  });

  interface Run {
    readonly from: string;
    readonly to: string;
    /** Whether the last write still reaches the database. */
    readonly isCarriedOut: boolean;
  }

  /** Runs a copy that dies at its n-th write of a kind; whether it has come to that. */
  async function dieAt(fatal: string, n: number, { from, to, isCarriedOut }: Run): Promise<boolean> {
    const proxy = await startProxy(to);
    let met = 0;
    let isDead = false;
    proxy.decide = ({ command, collection }) => {
      if (isDead) return 'cut-before';
      isDead = `${command} ${collection}` === fatal && ++met === n;
      if (!isDead) return 'pass';
      return isCarriedOut ? 'cut-after' : 'cut-before';
    };
    try {
      await copy(from, proxy.uri);
    } catch (error) {
      if (!isDead) throw error;
    } finally {
      await proxy.close();
    }
    return isDead;
  }

  it.each([
    ['carried out', true],
    ['lost', false],
  ] as const)(
    'that dies at each write in turn, which is %s, and is run again, ends as the original',
    async (_, isCarriedOut) => {
      clock.ms = nine;
      const [from, to] = [await newDataDir(), await newDatabaseUri()];
      await withBase(from, clock.now, (store) => fillWithAll(store, clock));
      const original = await answersOf(from);
      for (const write of writes)
        expect([write, await dieAt(write, 1, { from, to, isCarriedOut })]).toEqual([write, true]);
      if (!isCarriedOut) await copy(from, to);
      expect(await answersOf(to)).toEqual(original);
    },
  );
});
