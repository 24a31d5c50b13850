/** `sas store copy` as a person meets it, and a copied base as its clients do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bundle } from '@medplum/fhirtypes';
import { MongoClient } from 'mongodb';
import supertest from 'supertest';
import { startProxy } from '../../scripts/mongo/proxy.ts';
import { databaseFile, openStore } from '../../src/application/open-store.ts';
import { now, rpps } from '../support/agenda-data.ts';
import { baseUrl, openAgendaServer } from '../support/agenda-server.ts';
import { newDatabase, newDataDir, removeDataDirs, withBase } from '../support/bases.ts';
import { appointment, bookableAgenda, inSlots } from '../support/booking-data.ts';
import { TestClock } from '../support/clock.ts';
import { copy } from '../support/copying.ts';
import { cptsQuery, nationalRpps, nationalSiret, slotQuery, sosQuery } from '../support/guide-queries.ts';
import { describeWithMongo, stopMongo, toPrimary } from '../support/mongo/mongo-server.ts';
import { slot } from '../support/resources.ts';
import { put } from '../support/store-access.ts';

const minute = 60_000;

afterAll(async () => {
  removeDataDirs();
  await stopMongo();
});

describeWithMongo('a copied base', () => {
  const clock = new TestClock(now);
  const searches = [
    slotQuery({ identifiers: [1, 2].map((serial) => nationalRpps(rpps(serial))).join(',') }),
    cptsQuery({ identifiers: nationalRpps(rpps(1)) }),
    sosQuery({ identifiers: nationalSiret('3330000000000001') }),
    'Slot?schedule=Schedule/alice&_count=2',
    'Appointment?_count=1&_sort=-date',
    '_history?_count=7',
    `_history?_since=${new Date(now + minute).toISOString()}&_count=4`,
    'Slot/a1/_history',
    'Slot/a1/_history/1',
    'Slot/a1',
    'Slot/b6',
    'Slot/b6/_history',
  ];

  async function withServer<T>(base: string, work: (server: Serving) => Promise<T>): Promise<T> {
    const store = await openStore(
      { dataDir: base, ...(base.startsWith('mongodb') ? { mongodbUri: base } : {}) },
      clock.now,
    );
    const server = await openAgendaServer({ store, clock: clock.now });
    const send: Serving['send'] = async (method, path, body) => {
      const asked = supertest(server.app)[method](`/fhir/${path}`).set('Content-Type', 'application/fhir+json');
      const { status, text: answer } = await (body ? asked.send(JSON.stringify(body)) : asked);
      return { status, answer };
    };
    try {
      return await work({ send, load: () => server.put(...bookableAgenda()) });
    } finally {
      await server.close();
    }
  }

  interface Serving {
    readonly send: (
      method: 'get' | 'post' | 'delete',
      path: string,
      body?: object,
    ) => Promise<{ readonly status: number; readonly answer: string }>;
    readonly load: () => Promise<void>;
  }

  /** The answers to all searches, each with the pages that it leads to. */
  async function answersOf({ send }: Serving): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const search of searches) {
      for (let next: string | undefined = search; next !== undefined; ) {
        const { status, answer } = await send('get', next);
        answers.push(`${status} ${answer}`);
        const links = (JSON.parse(answer) as Bundle).link ?? [];
        next = links.find(({ relation }) => relation === 'next')?.url?.slice(baseUrl.length + 1);
      }
    }
    return answers;
  }

  const bookingOf = (value: string, slotId: string) => {
    const slots = bookableAgenda().filter((one) => one.resourceType === 'Slot');
    return appointment(value, inSlots(slots.find(({ id }) => id === slotId)!));
  };

  it('gives the same bytes to every request, pages and all, and keeps what was booked and held', async () => {
    const [from, to] = [await newDataDir(), await newDatabase()];
    const original = await withServer(from, async (server) => {
      await server.load();
      clock.ms = now + minute;
      expect((await server.send('post', 'Appointment', bookingOf('1', 'a1'))).status).toBe(201);
      expect(
        (
          await server.send('post', 'Appointment/$hold', {
            resourceType: 'Appointment',
            slot: [{ reference: 'Slot/a2' }],
          })
        ).status,
      ).toBe(200);
      await server.send('delete', 'Slot/b6');
      return answersOf(server);
    });
    await copy(from, to);
    await withServer(to, async (server) => {
      expect(await answersOf(server)).toEqual(original);
      expect(original.length).toBeGreaterThan(searches.length + 5);
      for (const taken of ['a1', 'a2']) {
        expect((await server.send('post', 'Appointment', bookingOf('2', taken))).status).toBe(409);
      }
      clock.ms += 6 * minute;
      expect((await server.send('post', 'Appointment', bookingOf('2', 'a2'))).status).toBe(201);
    });
  });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `sas store copy`, and kills it when `isTime`, asked again and again, says so. */
async function sasStoreCopy(args: readonly string[], isTime?: () => Promise<boolean>): Promise<Ended> {
  const script = `${import.meta.dirname}/../../src/cli/sas.ts`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, 'store', 'copy', ...args]);
  let isOver = false;
  const closed = once(child, 'close').finally(() => {
    isOver = true;
  });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  try {
    while (isTime && !isOver && !(await isTime())) await delay(10);
  } finally {
    if (isTime) child.kill('SIGKILL');
  }
  await closed;
  return { code: child.exitCode, stdout: await stdout, stderr: await stderr };
}

/** Whether a server refuses the base because it is no whole copy. */
const isUnfinished = (base: string): Promise<boolean> =>
  withBase(base, Date.now, async () => false).catch(({ message }: Error) => message.includes('unfinished copy'));

const fill = (base: string, count: number): Promise<void> =>
  withBase(base, Date.now, async (store) => {
    for (let n = 0; n < count; n += 500) {
      await put(store, ...Array.from({ length: Math.min(500, count - n) }, (_, i) => slot(`s${n + i}`, 'x')));
    }
  });

describe('sas store copy', () => {
  it('tells what it has copied, and that both hold the same', async () => {
    const [from, to] = [await newDataDir(), await newDataDir()];
    await fill(from, 3);
    const { code, stdout, stderr } = await sasStoreCopy([from, to]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^3 versions copied and verified in [\d.]+ s, \d+ a second\n/);
    expect(stdout).toContain('\n  Slot 3 in 3 versions\n');
    expect(stdout).toMatch(/\nboth hold the same: SHA-256 [0-9a-f]{64}\n$/);
  });

  it('fails with one sentence when there is nothing to copy, or something where the copy should be', async () => {
    const [from, to] = [await newDataDir(), await newDataDir()];
    expect(await sasStoreCopy([from, to])).toEqual({
      code: 1,
      stdout: '',
      stderr: `sas: There is no base in ${databaseFile(from)}.\n`,
    });
    await fill(from, 1);
    await fill(to, 1);
    expect(await sasStoreCopy([from, to])).toEqual({
      code: 1,
      stdout: '',
      stderr: `sas: ${databaseFile(to)} is not empty: a copy begins in an empty base.\n`,
    });
  });

  it.each([
    'mongo://me:secret@db/sas',
    'mongodb:/me:secret@db/sas',
    'me:secret@db:27017/sas',
    'mongodb://me:secret@/sas',
    'mongodb://me:secret@127.0.0.1:1/sas?serverSelectionTimeoutMS=100',
  ])('says no password when the URI is wrong, and takes it for no folder: %s', async (wrong) => {
    const from = await newDataDir();
    await fill(from, 1);
    for (const pair of [
      [from, wrong],
      [wrong, from],
    ] as const) {
      const { message } = await copy(...pair).then(
        () => new Error(),
        (error: Error) => error,
      );
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(message).not.toMatch(/secret|me:/);
    }
  });

  it.each([
    ['an older', 2, /has schema version 2, this program's is \d: sas store migrate\.$/],
    ['a newer', 999, /has schema version 999, this program's is \d: use a newer sas-interop\.$/],
  ])('refuses a file of %s schema, and leaves it as it is', async (_, version, refusal) => {
    const [from, to] = [await newDataDir(), await newDataDir()];
    await fill(from, 1);
    const setVersion = (): number => {
      const database = new DatabaseSync(databaseFile(from));
      const { user_version: before } = database.prepare('PRAGMA user_version').get() as { user_version: number };
      database.exec(`PRAGMA user_version = ${version}`);
      database.close();
      return before;
    };
    setVersion();
    await expect(copy(from, to)).rejects.toThrow(refusal);
    await expect(copy(to, from)).rejects.toThrow();
    expect(setVersion()).toBe(version);
  });
});

const isMongo = (base: string): boolean => base.startsWith('mongodb');
const isGreeting = (command: string): boolean => ['hello', 'isMaster', 'ismaster', 'ping'].includes(command);

describeWithMongo('sas store copy with MongoDB', () => {
  it.each([
    ['an older', 0.5, /has schema version 0\.5, this program's is \d: sas store migrate\.$/],
    ['a newer', 999, /has schema version 999, this program's is \d: use a newer sas-interop\.$/],
  ])('refuses a database of %s schema', async (_, version, refusal) => {
    const [from, to] = [await newDatabase(), await newDataDir()];
    await fill(from, 1);
    const client = await new MongoClient(from).connect();
    await client
      .db()
      .collection<{ _id: string; version: number }>('schema')
      .updateOne({ _id: 'schema' }, { $set: { version } });
    await client.close();
    await expect(copy(from, to)).rejects.toThrow(refusal);
  });

  it.each([
    ['MongoDB', newDataDir, newDatabase],
    ['SQLite', newDatabase, newDataDir],
  ])('into %s, killed by SIGKILL twice, ends with all of it when it is run again', async (_, newFrom, newTo) => {
    const bases = [await newFrom(), await newTo()] as const;
    const [from, to] = bases;
    await fill(from, 2500);
    const proxy = await startProxy(toPrimary(bases.find(isMongo)!));
    const throughProxy = bases.map((base) => (isMongo(base) ? proxy.uri : base));
    try {
      // So slow that it is under way still when it is seen to have begun.
      proxy.decide = ({ command }) => (isGreeting(command) ? 'pass' : delay(100, 'pass' as const));
      for (const laterMs of [0, 100]) {
        const killed = await sasStoreCopy(throughProxy, async () => {
          const isTime = await isUnfinished(to);
          if (isTime) await delay(laterMs);
          return isTime;
        });
        expect([killed.code, await isUnfinished(to)]).toEqual([null, true]);
      }
      proxy.decide = () => 'pass';
      const { code, stdout } = await sasStoreCopy(throughProxy);
      expect(code).toBe(0);
      expect(stdout).toContain('Slot 2,500 in 2,500 versions');
    } finally {
      await proxy.close();
    }
  });
});
