/** A server whose network to the database fails: its clients are told so in time, and it finds back by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fate, type MongoProxy, startProxy } from '../../scripts/mongo/proxy.ts';
import { describeWithMongo, newDatabaseUri, stopMongo, toPrimary, withOptions } from '../support/mongo/mongo-server.ts';
import { until } from '../support/until.ts';
import { agenda, appointment, guideSearch } from './agenda.ts';
import { patience, rounds } from './scale.ts';
import { type Answer, type ServerProcess, startServer } from './server-process.ts';

/** The server's own limits (docs/mongodb.md), and for the answer as long as a machine may take that has other things to do. */
const answerMs = 3000;
const readLimitMs = 6000 + answerMs;
const writeLimitMs = 12_000 + answerMs;
/** With the full suite the server has its own limits, and who books waits for twelve seconds. */
const isFull = rounds(0, 1) > 0;
const shortLimits = 'socketTimeoutMS=2000&connectTimeoutMS=2000&serverSelectionTimeoutMS=2000';
const outageMs = isFull ? 30_000 : 1000;
/** The second with the full suite. */
const outages = (
  [
    ['is silent', 'silence'],
    ['cuts every connection', 'cut-before'],
  ] as const
).slice(0, rounds(1, 2));
const slots = 60;

describeWithMongo('a server whose database is behind a bad network', () => {
  let proxy: MongoProxy;
  let server: ServerProcess;

  beforeAll(async () => {
    proxy = await startProxy(toPrimary(await newDatabaseUri()));
    server = await startServer('/nowhere', { MONGODB_URI: isFull ? proxy.uri : withOptions(proxy.uri, shortLimits) });
    expect((await server.send('POST', '', agenda(slots))).status).toBe(200);
  }, patience);

  afterEach(() => {
    proxy.decide = () => 'pass';
  });

  afterAll(async () => {
    await server.stop();
    await proxy.close();
    await stopMongo();
  }, patience);

  const isReady = async () => (await server.send('GET', '../health/ready')).status === 200;
  const read = () => server.send('GET', 'Slot/s0');
  const search = () => server.send('GET', guideSearch(slots));
  const book = (n: number) => server.send('POST', 'Appointment', appointment(`n${n}`, [n]));

  /** That it cannot be had now, and when to ask again, in time. */
  async function demandRefused(ask: () => Promise<Answer>, limitMs: number): Promise<void> {
    const begun = performance.now();
    const answer = await ask();
    expect(performance.now() - begun).toBeLessThan(limitMs);
    expect(answer).toMatchObject({ status: 503, body: { resourceType: 'OperationOutcome' } });
    expect(answer.body.issue[0].code).toBe('transient');
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
  }

  it.each(outages)(
    'that %s tells 503 in time, is not ready meanwhile, and is again by itself',
    async (_, fate) => {
      expect(await isReady()).toBe(true);
      proxy.decide = () => fate;
      const begun = performance.now();
      const first = fate === 'silence' ? 10 : 0;
      for (let n = first; performance.now() - begun < outageMs; n++) {
        await Promise.all([
          demandRefused(read, readLimitMs),
          demandRefused(search, readLimitMs),
          ...(isFull ? [demandRefused(() => book(n), writeLimitMs)] : []),
        ]);
        expect(await isReady()).toBe(false);
      }
      proxy.decide = () => 'pass';
      await until(isReady, { what: 'being ready again', withinMs: 20_000, everyMs: 50 });
      expect((await search()).status).toBe(200);
      // Of what was told 503 it is not known whether it was made: asked again, it is, once.
      expect([201, 409]).toContain((await book(first)).status);
      const { body } = await server.send('GET', `Appointment?slot=Slot/s${first}`);
      expect(body.total).toBe(1);
    },
    patience,
  );

  it(
    'that is too slow for all reads of one search tells 503 in time, and finds slots once it is not',
    async () => {
      const patient = await startServer('/nowhere', { MONGODB_URI: proxy.uri });
      const searchSlowly = () => patient.send('GET', guideSearch(slots));
      try {
        // Each of the reads is within its own limits.
        proxy.decide = () => sleep(2500, 'pass' as const);
        await demandRefused(searchSlowly, readLimitMs);
        proxy.decide = () => 'pass';
        expect((await searchSlowly()).status).toBe(200);
      } finally {
        await patient.stop();
      }
    },
    patience,
  );

  it(
    'that is slow books right',
    async () => {
      proxy.decide = () => sleep(60, 'pass' as const);
      const answers = await Promise.all(Array.from({ length: 10 }, () => book(30)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(409)]);
    },
    patience,
  );

  it(
    'that cuts connections at random books nothing twice and loses no booking',
    async () => {
      const fates: readonly Fate[] = ['cut-before', 'cut-after', 'half'];
      proxy.decide = () => (Math.random() < 0.05 ? fates[Math.floor(Math.random() * fates.length)]! : 'pass');
      for (let round = 0; round < rounds(1, 5); round++) {
        const bookings = Array.from({ length: 40 }, (_, n) => book(40 + (n % 20)));
        const answers = await Promise.all([...bookings, ...Array.from({ length: 100 }, search)]);
        expect(answers.filter(({ status }) => ![200, 201, 409, 503].includes(status))).toEqual([]);
      }
      proxy.decide = () => 'pass';
      const { body } = await server.send('GET', 'Appointment?status=booked&_count=1000');
      const taken = body.entry.flatMap((entry: { resource: { slot: { reference: string }[] } }) =>
        entry.resource.slot.map(({ reference }) => reference),
      );
      expect(new Set(taken).size).toBe(taken.length);
      expect(taken.filter((one: string) => Number(one.slice('Slot/s'.length)) >= 40)).toHaveLength(20);
    },
    patience,
  );

  it(
    'that fails while a server starts lets it end, with one sentence',
    async () => {
      // Read once the store is open, to know whether the base is empty and gets the demonstration.
      proxy.decide = ({ command, collection }) => (`${command} ${collection}` === 'find state' ? 'cut-before' : 'pass');
      const start = startServer('/nowhere', { MONGODB_URI: proxy.uri, SAS_DEMO: 'auto' });
      await expect(start).rejects.toThrow(/^sas: The store cannot do this now: the connection .* was cut$/m);
    },
    patience,
  );
});
