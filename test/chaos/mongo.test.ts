/** Three servers on one MongoDB: whatever goes through one holds for all, and the end of one stops nobody. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Appointment, Bundle, Slot } from '@medplum/fhirtypes';
import { FakePlatform } from '../support/fake-platform.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../support/mongo/mongo-server.ts';
import { agenda, appointment, guideSearch, slot } from './agenda.ts';
import { patience, rounds } from './scale.ts';
import { type Answer, type ServerProcess, startServer } from './server-process.ts';

const crowd = 200;
const howOften = rounds(2, 50);
const holdMinutes = '0.02';
const numbers = (n: number) => Array.from({ length: n }, (_, index) => index);

const countByStatus = (answers: readonly Answer[]): Record<number, number> =>
  Object.fromEntries([...Map.groupBy(answers, ({ status }) => status)].map(([status, list]) => [status, list.length]));

describeWithMongo('three servers on one MongoDB', () => {
  let platform: FakePlatform;
  let uri: string;
  let servers: ServerProcess[];

  const start = () =>
    startServer('/nowhere', {
      MONGODB_URI: uri,
      SAS_PLATFORM_URL: `${platform.url}/fhir`,
      SAS_HOLD_MINUTES: holdMinutes,
    });

  beforeEach(async () => {
    platform = await FakePlatform.start();
    uri = await newDatabaseUri();
    servers = await Promise.all(numbers(3).map(start));
  }, patience);

  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await platform.stop();
  }, patience);

  afterAll(stopMongo);

  const of = (n: number) => servers[n % servers.length]!;
  const fill = async (slots: number) => expect((await of(0).send('POST', '', agenda(slots))).status).toBe(200);
  const book = (n: number, name: string, slots: readonly number[]) =>
    of(n).send('POST', 'Appointment', appointment(name, slots));
  const all = async <R>(n: number, path: string): Promise<R[]> => {
    const { status, body } = await of(n).send('GET', path);
    expect(status).toBe(200);
    return ((body as Bundle).entry ?? []).map(({ resource }) => resource as R);
  };

  it(
    'give a slot to one of 200 who ask all three at once, and tell the others 409',
    async () => {
      await fill(howOften);
      for (const round of numbers(howOften)) {
        const answers = await Promise.all(numbers(crowd).map((n) => book(n, `one-${round}-${n}`, [round])));
        expect(countByStatus(answers)).toEqual({ 201: 1, 409: crowd - 1 });
        const found = await all<Appointment>(round, `Appointment?slot=Slot/s${round}&status=booked`);
        expect(found.map(({ id }) => id)).toEqual([answers.find(({ status }) => status === 201)!.body.id]);
        expect((await of(round + 1).send('GET', `Slot/s${round}`)).body.status).toBe('busy');
      }
    },
    patience,
  );

  it(
    'give groups that overlap all or nothing, and one of those who name them in opposite orders has them',
    async () => {
      await fill(howOften * 3);
      for (const round of numbers(howOften)) {
        const [a, b, c] = [round * 3, round * 3 + 1, round * 3 + 2];
        const groups = [
          [a, b],
          [b, a],
          [b, c],
          [c, b],
        ];
        const answers = await Promise.all(numbers(60).map((n) => book(n, `group-${round}-${n}`, groups[n % 4]!)));
        expect(countByStatus(answers)).toEqual({ 201: 1, 409: 59 });
        const busy = await all<Slot>(round, `Slot?schedule=Schedule/a&status=busy&_count=1000`);
        expect(busy).toHaveLength((round + 1) * 2);
      }
    },
    patience,
  );

  it(
    'make one of 100 identical creates, and give it to the others',
    async () => {
      for (const round of numbers(howOften)) {
        const identifier = { system: 'urn:oid:1.2.3', value: String(round) };
        const organization = { resourceType: 'Organization', name: 'Cabinet', identifier: [identifier] };
        const path = `Organization?identifier=${identifier.system}|${identifier.value}`;
        const answers = await Promise.all(numbers(100).map((n) => of(n).send('PUT', path, organization)));
        expect(countByStatus(answers)).toEqual({ 200: 99, 201: 1 });
        expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      }
    },
    patience,
  );

  it(
    'let one have a slot whose hold runs out while all want it',
    async () => {
      await fill(howOften);
      for (const round of numbers(howOften)) {
        const held = await of(round).send('POST', 'Appointment/$hold', holdOf(round));
        expect(held.status).toBe(200);
        expect((await book(round + 1, `early-${round}`, [round])).status).toBe(409);
        const answers: Answer[] = [];
        const until = Date.now() + 10_000;
        while (!answers.some(({ status }) => status === 201) && Date.now() < until) {
          answers.push(
            ...(await Promise.all(numbers(9).map((n) => book(n, `late-${round}-${answers.length}-${n}`, [round])))),
          );
        }
        expect(countByStatus(answers)).toEqual({ 201: 1, 409: answers.length - 1 });
      }
    },
    patience,
  );

  it(
    'never show half of a day that is replaced, and keep what was booked in it',
    async () => {
      const slots = 20;
      await fill(slots);
      let isOver = false;
      const reader = (async () => {
        const shown = new Set<string>();
        for (let n = 0; !isOver; n++) {
          const free = (await all<Slot>(n, guideSearch(slots))).filter(({ resourceType }) => resourceType === 'Slot');
          const editions = new Set(free.map(({ comment }) => comment?.replace(/\?.*(?=v=)/, '')));
          expect(editions.size).toBeLessThanOrEqual(1);
          shown.add([...editions].join());
        }
        return shown.size;
      })();
      const booked: number[] = [];
      for (const round of numbers(rounds(6, 40))) {
        const [replaced, answer] = await Promise.all([
          of(round).send('POST', '', replacedDay(slots, round)),
          book(round + 1, `day-${round}`, [round % slots]),
        ]);
        expect(replaced.status).toBe(200);
        expect([201, 409, 422]).toContain(answer.status);
        if (answer.status === 201) booked.push(round % slots);
      }
      isOver = true;
      expect(await reader).toBeGreaterThan(1);
      expect(booked.length).toBeGreaterThan(0);
      for (const n of booked) expect((await of(n).send('GET', `Slot/s${n}`)).body.status).toBe('busy');
    },
    patience,
  );

  it(
    'declare each appointment once and one after the other, whichever of them sends',
    async () => {
      const slots = rounds(20, 100);
      await fill(slots);
      const answers = await Promise.all(numbers(slots).map((n) => book(n, `sent-${n}`, [n])));
      expect(countByStatus(answers)).toEqual({ 201: slots });
      const until = Date.now() + 30_000;
      while (platform.appointments.length < slots && Date.now() < until) await sleep(50);
      await sleep(500);
      expect(platform.appointments).toHaveLength(slots);
      expect(platform.told).toHaveLength(slots);
      expect(platform.mostAtATime).toBe(1);
    },
    patience,
  );

  it(
    'go on when one is killed: all that was acknowledged is there, all that is there is whole, and one that follows the history has missed nothing',
    async () => {
      const slots = 100;
      await fill(slots);
      const acknowledged = new Map<string, string>();
      let next = 0;
      const workers = numbers(12).map(async (worker) => {
        while (next < slots) {
          const n = next++;
          const answer = await book(worker, `killed-${n}`, [n]).catch(() => undefined);
          if (!answer) return;
          if (answer.status === 201) acknowledged.set(answer.body.id, `Slot/s${n}`);
        }
      });
      const follower = follow(1);
      while (acknowledged.size < 20) await sleep(5);
      await servers[0]!.kill();
      await Promise.all(workers);
      expect(acknowledged.size).toBeGreaterThan(60);
      servers = [servers[1]!, servers[2]!];
      const followed = await follower(new Set(acknowledged.keys()));
      expect(followed).toEqual(new Set());
      await demandWhole(acknowledged);
      servers.push(await start());
      await demandWhole(acknowledged);
    },
    patience,
  );

  /** Follows the history through one server; the function it returns tells, after ten seconds at most, which ids it misses. */
  function follow(n: number): (wanted: ReadonlySet<string>) => Promise<ReadonlySet<string>> {
    const server = of(n);
    const seen = new Set<string>();
    let isOver = false;
    let since = '2020-01-01T00:00:00Z';
    const following = (async () => {
      while (!isOver) {
        const { body } = await server.send('GET', `_history?_since=${encodeURIComponent(since)}&_count=1000`);
        const versions = ((body as Bundle).entry ?? []).flatMap(({ resource }) => resource ?? []);
        for (const { id } of versions) seen.add(id!);
        since = versions[0]?.meta?.lastUpdated ?? since;
      }
    })();
    return async (wanted) => {
      const until = Date.now() + 10_000;
      while ([...wanted].some((id) => !seen.has(id)) && Date.now() < until) await sleep(50);
      isOver = true;
      await following;
      return new Set([...wanted].filter((id) => !seen.has(id)));
    };
  }

  async function demandWhole(acknowledged: ReadonlyMap<string, string>): Promise<void> {
    await sleep(2000);
    const appointments = await all<Appointment>(1, 'Appointment?status=booked&_count=1000');
    const held = new Map(appointments.map(({ id, slot: taken = [] }) => [id!, taken[0]!.reference!]));
    for (const [id, reference] of acknowledged) expect(held.get(id)).toBe(reference);
    expect(new Set(held.values()).size).toBe(held.size);
    const busy = await all<Slot>(0, 'Slot?schedule=Schedule/a&status=busy&_count=1000');
    expect(busy.map(({ id }) => `Slot/${id}`).toSorted()).toEqual([...held.values()].toSorted());
  }
});

const holdOf = (n: number) => ({ resourceType: 'Appointment', slot: [{ reference: `Slot/s${n}` }] });

/** The day as a new edition: all its slots at once, free. */
const replacedDay = (slots: number, edition: number): Bundle => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [
    {
      request: {
        method: 'DELETE',
        url: `Slot?schedule=Schedule/a&start=ge${slot(0).start}&start=lt${slot(slots).start}`,
      },
    },
    ...numbers(slots).map((n) => ({
      resource: slot(n, { comment: `https://x.fr/rdv?v=${edition}` }),
      request: { method: 'PUT' as const, url: `Slot/s${n}` },
    })),
  ],
});
