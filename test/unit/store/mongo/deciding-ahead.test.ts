/** While a server's entry is carried out it decides already what comes next, over what that entry makes. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Practitioner } from '@medplum/fhirtypes';
import { type Fate, startProxy } from '../../../../scripts/mongo/proxy.ts';
import type { OutcomeError } from '../../../../src/fhir/outcome.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import type { OnStep } from '../../../../src/store/mongo/protocol.ts';
import type { UnitOfWork } from '../../../../src/store/unit-of-work.ts';
import { book } from '../../../support/booking-unit.ts';
import { describeWithMongo, newDatabaseUri, stopMongo, toPrimary } from '../../../support/mongo/mongo-server.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { nine, practitioner, slot } from '../../../support/resources.ts';
import { put, putOf } from '../../../support/store-access.ts';
import { until } from '../../../support/until.ts';

const numbers = (n: number) => Array.from({ length: n }, (_, index) => index);
const p1 = { type: 'Practitioner', id: 'p1' } as const;

/** Counts in the practitioner's name, which it reads when it asks for it, or beforehand. */
const increment = (onDecide = () => {}, sees: UnitOfWork<number>['sees'] = {}): UnitOfWork<number> => ({
  sees,
  decide: (seen) => {
    onDecide();
    const next = Number(seen.resource<Practitioner>(p1)?.name?.[0]?.family ?? 0) + 1;
    return { changes: [putOf(practitioner('p1', { name: [{ family: String(next) }] }))], answer: () => next };
  },
});

describeWithMongo('deciding ahead', () => {
  let store: MongoResourceStore;
  let onStep: OnStep;

  beforeEach(async () => {
    onStep = () => {};
    const uri = await newDatabaseUri();
    store = await MongoResourceStore.open({ uri, projectSlot, clock: () => nine, onStep: (step) => onStep(step) });
    await put(store, practitioner('p1', { name: [{ family: '0' }] }), slot('s1', 'x'));
    // Only who has seen no others for a while decides ahead.
    await delay(1100);
  });

  afterEach(() => store.close());

  afterAll(stopMongo);

  it('begins when the entry has its place, and goes by what it makes', async () => {
    const told: string[] = [];
    let second: Promise<number> | undefined;
    onStep = (step) => {
      told.push(step);
      if (step === 'entry-inserted') second ??= store.transact(increment(() => told.push('decided')));
    };
    expect(await store.transact(increment())).toBe(1);
    expect(await second).toBe(2);
    expect(told.indexOf('decided')).toBeLessThan(told.indexOf('rows-ended'));
    expect(told.filter((one) => one === 'decided')).toHaveLength(1);
  });

  it('goes on with what comes while the entry is being carried out, and all of it is one entry', async () => {
    const uri = await newDatabaseUri();
    const proxy = await startProxy(toPrimary(uri));
    const other = await MongoResourceStore.open({ uri: proxy.uri, projectSlot, clock: () => nine });
    await put(other, practitioner('p1', { name: [{ family: '0' }] }));
    await delay(1100);
    let decided = 0;
    const come = () => other.transact(increment(() => decided++, { keys: [p1] }));
    const later: Promise<number>[] = [];
    let entries = 0;
    proxy.decide = async ({ command, collection }): Promise<Fate> => {
      if (command === 'insert' && collection === 'log') entries++;
      if (command === 'update' && collection === 'state' && later.length === 0) {
        for (const n of [1, 2, 3]) {
          later.push(come());
          await until(() => decided > n, { what: 'the decision of the next' });
        }
      }
      return 'pass';
    };
    try {
      expect(await come()).toBe(1);
      expect(await Promise.all(later)).toEqual([2, 3, 4]);
      expect(entries).toBe(2);
    } finally {
      await other.close();
      await proxy.close();
    }
  });

  it('takes what had no room in the entry before what came later', async () => {
    const order: number[] = [];
    const text = 'x'.repeat(1_500_000);
    const come = async (n: number) => {
      const changes = [putOf(practitioner(`b${n}`, { name: [{ text }] }))];
      order.push(await store.transact({ sees: {}, decide: () => ({ changes, answer: () => n }) }));
    };
    const later: Promise<void>[] = [];
    onStep = (step) => {
      if (step === 'entry-inserted' && later.length === 0) later.push(come(7), come(8));
    };
    await Promise.all(numbers(7).map(come));
    await Promise.all(later);
    expect(order).toEqual(numbers(9));
  });

  it('gives what comes the instant at which it came, or one little before', async () => {
    const uri = await newDatabaseUri();
    const proxy = await startProxy(toPrimary(uri));
    const other = await MongoResourceStore.open({ uri: proxy.uri, projectSlot, clock: Date.now });
    await put(other, practitioner('p1', { name: [{ family: '0' }] }));
    await delay(1100);
    const sent: number[] = [];
    const later: Promise<number>[] = [];
    proxy.decide = async ({ command, collection }): Promise<Fate> => {
      if (command === 'update' && collection === 'state' && later.length === 0) {
        for (const _ of [1, 2]) {
          await delay(1500);
          sent.push(Date.now());
          later.push(other.transact(increment(() => {}, { keys: [p1] })));
        }
        // The second is decided by now, or waits for the next entry.
        await delay(300);
      }
      return 'pass';
    };
    try {
      expect(await other.transact(increment(() => {}, { keys: [p1] }))).toBe(1);
      expect(await Promise.all(later)).toEqual([2, 3]);
      const versions = await Promise.all([3, 4].map((versionId) => other.readVersion(p1, versionId)));
      for (const [index, version] of versions.entries()) {
        expect(sent[index]! - version!.lastUpdated).toBeLessThan(1000);
      }
    } finally {
      await other.close();
      await proxy.close();
    }
  });

  it('is done again when the entry could not be carried out at once', async () => {
    let second: Promise<number> | undefined;
    onStep = (step) => {
      if (second && step === 'rows-ended') {
        onStep = () => {};
        throw new Error('killed');
      }
      if (step === 'entry-inserted') second = store.transact(increment());
    };
    await expect(store.transact(increment())).rejects.toThrow('killed');
    expect(await second).toBe(2);
    expect(await store.read(p1)).toMatchObject({ versionId: 3 });
  });

  it('keeps nothing in mind that the entry was just replacing', async () => {
    for (const round of numbers(20)) {
      let second: Promise<number> | undefined;
      onStep = (step) => {
        if (step === 'entry-inserted') second ??= store.transact(increment(() => {}, { keys: [p1] }));
      };
      expect(await store.transact(increment(() => {}, { keys: [p1] }))).toBe(3 * round + 1);
      expect(await second).toBe(3 * round + 2);
      expect(await store.transact(increment())).toBe(3 * round + 3);
    }
  });

  it('loses no change, and lets one of many have a slot, however they overlap', async () => {
    const answers: number[] = [];
    const clients = numbers(20).map(async () => {
      for (const _ of numbers(20)) answers.push(await store.transact(increment()));
    });
    const bookings = numbers(60).map(async (n) => {
      await delay(n);
      return store.transact(book(`a${n}`, ['s1']));
    });
    const settled = await Promise.allSettled(bookings);
    await Promise.all(clients);
    expect(answers.toSorted((a, b) => a - b)).toEqual(numbers(400).map((n) => n + 1));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = settled.flatMap((one) => (one.status === 'rejected' ? (one.reason as OutcomeError).status : []));
    expect(new Set(refused)).toEqual(new Set([409]));
    expect(await store.count('Appointment', [])).toBe(1);
  });

  it('goes on without those whose time is over, and does not make the others late', async () => {
    const proxy = await startProxy(toPrimary(await newDatabaseUri()));
    const slow = await MongoResourceStore.open({ uri: proxy.uri, projectSlot, clock: () => nine, patienceMs: 4500 });
    await put(slow, practitioner('p1', { name: [{ family: '0' }] }));
    await delay(1100);
    proxy.decide = async ({ command, collection }): Promise<Fate> => {
      if (command === 'insert' && collection === 'log') await delay(3600);
      if (command === 'update' && collection === 'state') {
        proxy.decide = () => 'pass';
        await delay(1800);
      }
      return 'pass';
    };
    try {
      const first = slow.transact(increment());
      await delay(300);
      const second = slow.transact(increment());
      await delay(2700);
      const third = slow.transact(increment());
      const [ofFirst, ofSecond, ofThird] = await Promise.allSettled([first, second, third]);
      for (const late of [ofFirst, ofSecond]) expect(late).toMatchObject({ reason: { status: 503 } });
      // The first was in the log already: it is carried out all the same.
      expect(ofThird).toEqual({ status: 'fulfilled', value: 2 });
    } finally {
      await slow.close();
      await proxy.close();
    }
  });
});
