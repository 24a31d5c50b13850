/** Several servers on one base: one of those who want a place in the log has it, and all go by what it made. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Practitioner } from '@medplum/fhirtypes';
import { MongoClient } from 'mongodb';
import type { OutcomeError } from '../../../../src/fhir/outcome.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import type { Seen, UnitOfWork } from '../../../../src/store/unit-of-work.ts';
import { book } from '../../../support/booking-unit.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { minute, nine, practitioner, slot } from '../../../support/resources.ts';
import { find, put, putOf, resourceOf } from '../../../support/store-access.ts';
import { until } from '../../../support/until.ts';

const numbers = (n: number) => Array.from({ length: n }, (_, index) => index);

const statusesOf = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === 'fulfilled' ? 201 : (one.reason as OutcomeError).status));

describeWithMongo('several servers on one MongoDB', () => {
  let uri: string;
  let servers: MongoResourceStore[] = [];

  beforeEach(async () => {
    uri = await newDatabaseUri();
    servers = await Promise.all(numbers(3).map(() => MongoResourceStore.open({ uri, projectSlot, clock: () => nine })));
  });

  afterEach(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });

  afterAll(stopMongo);

  const of = (n: number) => servers[n % servers.length]!;

  it('let one of 200 who book the same slot at once have it, and tell the others 409', async () => {
    for (const round of numbers(5)) {
      const slotId = `s${round}`;
      await put(of(round), slot(slotId, 'x', { start: nine + round * minute }));
      const bookings = numbers(200).map((n) => of(n).transact(book(`a${round}-${n}`, [slotId])));
      const statuses = statusesOf(await Promise.allSettled(bookings));
      expect(statuses.filter((status) => status === 201)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(199);
      expect(resourceOf(await of(round + 1).read({ type: 'Slot', id: slotId }))).toMatchObject({ status: 'busy' });
      expect(await of(round + 2).count('Appointment', [])).toBe(round + 1);
    }
  });

  it('book overlapping groups all or nothing, in whatever order they name the slots', async () => {
    await put(of(0), ...numbers(6).map((n) => slot(`s${n}`, 'x')));
    const groups = numbers(60).map((n) => {
      const group = [n % 6, (n + 1) % 6, (n + 2) % 6].map((at) => `s${at}`);
      return n % 2 === 0 ? group : group.toReversed();
    });
    const settled = await Promise.allSettled(groups.map((group, n) => of(n).transact(book(`a${n}`, group))));
    const won = groups.filter((_, n) => settled[n]!.status === 'fulfilled');
    expect(new Set(statusesOf(settled))).toEqual(new Set([201, 409]));
    expect(won.flat()).toHaveLength(new Set(won.flat()).size);
    expect((await find(of(1), 'Slot?status=busy')).toSorted()).toEqual(won.flat().toSorted());
  });

  it('tell once when the log holds what they cannot carry out', async () => {
    const warnings: string[] = [];
    const warn = (warning: string) => warnings.push(warning);
    servers.push(await MongoResourceStore.open({ uri, projectSlot, clock: () => nine, warn }));
    const version = { kind: 'version', seq: 1, type: 'Slot', id: 's', version: 1, born: 1, method: 'PUT', json: '{' };
    const after = { seq: 1, at: nine, directory: 0 };
    const client = await new MongoClient(uri).connect();
    const log = client.db().collection<{ _id: number }>('log');
    const entry = { _id: 0, commit: 'c', after, effects: [version] };
    try {
      await log.insertOne(entry);
      const told = () => warnings.filter((one) => one.startsWith('The log of commits cannot be carried out'));
      await until(() => told().length > 0, { what: 'the warning', instead: () => warnings });
      // It looks again every second.
      await delay(2500);
      expect(told()).toHaveLength(1);
      await log.deleteOne({ _id: 0 });
      await expect(put(of(0), slot('s1', 'x'))).resolves.toBeDefined();
    } finally {
      await client.close();
    }
  });

  it('refuse what cannot be rendered before it stands in the log, where nobody could carry it out', async () => {
    const { schedule: _, ...lost } = slot('lost', 'x');
    await expect(put(of(0), lost as ReturnType<typeof slot>)).rejects.toThrow(TypeError);
    await put(of(1), slot('s1', 'x'));
    expect(await find(of(2), 'Slot?')).toEqual(['s1']);
  });

  it('decide over what is replaced as long as its successor is not there, also where they change nothing', async () => {
    await put(of(0), slot('s1', 'x'));
    const dying = await MongoResourceStore.open({
      uri,
      projectSlot,
      clock: () => nine,
      onStep: (step) => {
        if (step === 'rows-ended') throw new Error('killed');
      },
    });
    servers.push(dying);
    await expect(put(dying, slot('s1', 'x', { comment: 'changed' }))).rejects.toThrow('killed');
    const key = { type: 'Slot', id: 's1' } as const;
    const look = (seen: Seen) => ({ changes: [], answer: () => seen.version(key)?.versionId });
    expect([1, 2]).toContain(await of(1).transact({ sees: { keys: [key] }, decide: look }));
  });

  it('go by what another has committed since their own last commit, also where they change nothing', async () => {
    const [p1, s1] = [{ type: 'Practitioner', id: 'p1' } as const, { type: 'Slot', id: 's1' } as const];
    const look: UnitOfWork<unknown> = {
      sees: { keys: [p1, s1] },
      decide: (seen) => ({ changes: [], answer: () => [p1, s1].map((key) => seen.version(key)?.versionId) }),
    };
    await put(of(0), practitioner('p1'), slot('s1', 'x'));
    // Who has seen no others for a while takes the state that it made itself for the latest.
    await delay(1100);
    await put(of(0), slot('s2', 'x'));
    expect(await of(0).transact(look)).toEqual([1, 1]);
    await put(of(1), practitioner('p1', { active: false }));
    await of(1).transact(book('a1', ['s1']));
    expect(await of(0).transact(look)).toEqual([2, 2]);
    await delay(1100);
    await put(of(0), slot('s3', 'x'), slot('s4', 'x'));
    await of(1).transact(book('a2', ['s3']));
    await expect(of(0).transact(book('a3', ['s3']))).rejects.toMatchObject({ status: 409 });
    await delay(1100);
    await put(of(0), slot('s5', 'x'));
    await of(1).transact(book('a4', ['s4']));
    await expect(of(0).transact(book('a5', ['s5']))).resolves.toBe('a5');
    expect(await of(2).count('Appointment', [])).toBe(4);
  });

  it('lose no change that others make to the same resource, and keep nobody waiting for long', async () => {
    const p1 = { type: 'Practitioner', id: 'p1' } as const;
    const increment: UnitOfWork<number> = {
      sees: { keys: [p1] },
      decide: (seen) => {
        const next = Number(seen.resource<Practitioner>(p1)?.name?.[0]?.family ?? 0) + 1;
        return { changes: [putOf(practitioner('p1', { name: [{ family: String(next) }] }))], answer: () => next };
      },
    };
    const answers: number[] = [];
    const longest: number[] = [];
    const started = performance.now();
    const clients = numbers(30).map(async (n) => {
      for (const _ of numbers(10)) {
        const begun = performance.now();
        answers.push(await of(n).transact(increment));
        longest[n % 3] = Math.max(longest[n % 3] ?? 0, performance.now() - begun);
      }
    });
    await Promise.all(clients);
    // Who were left to the end would wait as long as all of them take.
    expect(Math.max(...longest)).toBeLessThan(Math.max(5000, (performance.now() - started) / 2));
    expect(answers.toSorted((a, b) => a - b)).toEqual(numbers(300).map((n) => n + 1));
    expect(await of(1).read(p1)).toMatchObject({ versionId: 300 });
  });

  it('show through each of them what was acknowledged by another, in the history and in order', async () => {
    const acknowledged: string[] = [];
    const writing = numbers(3).map(async (n) => {
      for (const at of numbers(20)) {
        await put(of(n), practitioner(`p${n}-${at}`));
        acknowledged.push(`p${n}-${at}`);
      }
    });
    const isDone = Promise.all(writing).then(() => true);
    for (let done = false; !done; ) {
      done = await Promise.race([isDone, new Promise<false>((resolve) => setTimeout(resolve, 5, false))]);
      const before = [...acknowledged];
      const { versions } = await of(before.length).history({ count: 1000, since: nine });
      expect(versions.map(({ id }) => id)).toEqual(expect.arrayContaining(before));
    }
  });
});
