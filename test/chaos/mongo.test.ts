/** Three servers on one MongoDB: whatever goes through one holds for all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Appointment, Bundle, Organization, Slot } from '@medplum/fhirtypes';
import { describeWithMongo, stopMongo } from '../support/mongo/mongo-server.ts';
import { until } from '../support/until.ts';
import { agenda, appointment, guideSearch, replacedDay, slot } from './agenda.ts';
import { patience, rounds } from './scale.ts';
import type { Answer } from './server-process.ts';
import { SeveralServers } from './several-servers.ts';

const crowd = 200;
const howOften = rounds(2, 50);
const numbers = (n: number) => Array.from({ length: n }, (_, index) => index);

const countByStatus = (answers: readonly Answer[]): Record<number, number> =>
  Object.fromEntries([...Map.groupBy(answers, ({ status }) => status)].map(([status, list]) => [status, list.length]));

describeWithMongo('three servers on one MongoDB', () => {
  let servers: SeveralServers;

  const holdMs = 1200;

  beforeEach(async () => {
    servers = await SeveralServers.start(3, { holdMinutes: holdMs / 60_000 });
  }, patience);

  afterEach(() => servers.stop(), patience);

  afterAll(stopMongo);

  const of = (n: number) => servers.of(n);
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
        const organization: Organization = { resourceType: 'Organization', name: 'Cabinet', identifier: [identifier] };
        const condition = `identifier=${identifier.system}|${identifier.value}`;
        const answers = await Promise.all(
          numbers(100).map((n) =>
            n % 2 === 0
              ? of(n).send('PUT', `Organization?${condition}`, organization)
              : of(n).send('POST', '', createdOnce(organization, condition)).then(toOnlyAnswer),
          ),
        );
        expect(countByStatus(answers)).toEqual({ 200: 99, 201: 1 });
        expect(await all<Organization>(round, `Organization?${condition}`)).toHaveLength(1);
      }
    },
    patience,
  );

  it(
    'let one have a slot whose hold runs out while all want it',
    async () => {
      await fill(howOften * 2);
      let inTime = 0;
      for (const round of numbers(howOften * 2)) {
        if (inTime === howOften) break;
        const begun = performance.now();
        const held = await of(round).send('POST', 'Appointment/$hold', holdOf(round));
        expect(held.status).toBe(200);
        const early = await book(round + 1, `early-${round}`, [round]);
        // Where the machine stood still for as long as the hold lasts, it was not early.
        if (early.status === 201 && performance.now() - begun >= holdMs) continue;
        expect(early.status).toBe(409);
        inTime++;
        const answers: Answer[] = [];
        const end = Date.now() + 30_000;
        while (!answers.some(({ status }) => status === 201) && Date.now() < end) {
          answers.push(
            ...(await Promise.all(numbers(9).map((n) => book(n, `late-${round}-${answers.length}-${n}`, [round])))),
          );
        }
        expect(countByStatus(answers)).toEqual({ 201: 1, 409: answers.length - 1 });
      }
      expect(inTime).toBe(howOften);
    },
    patience,
  );

  it(
    'never show half of a day that several replace at once, and keep what was booked in it',
    async () => {
      const slots = 20;
      await fill(slots);
      let isOver = false;
      let asked = 0;
      const reader = (async () => {
        const shown = new Set<string>();
        for (let n = 0; !isOver; n++) {
          const bundle = await all<Slot>(n, guideSearch(slots));
          const free = bundle.filter(({ resourceType }) => resourceType === 'Slot');
          const editions = new Set(free.map(({ comment }) => comment?.replace(/\?.*(?=v=)/, '')));
          expect(editions.size).toBeLessThanOrEqual(1);
          expect(free.length).toBeGreaterThanOrEqual(slots - asked);
          shown.add([...editions].join());
        }
        return shown.size;
      })();
      const booked: number[] = [];
      for (const round of numbers(rounds(6, 40))) {
        asked++;
        const [booking, ...replaced] = await Promise.all([
          book(round + 1, `day-${round}`, [round % slots]),
          ...numbers(3).map((n) => of(n).send('POST', '', replacedDay(slots, editionOf(slots, round * 3 + n)))),
        ]);
        expect(countByStatus(replaced)).toEqual({ 200: 3 });
        expect([201, 409, 422]).toContain(booking.status);
        if (booking.status === 201) booked.push(round % slots);
      }
      isOver = true;
      expect(await reader).toBeGreaterThan(1);
      expect(booked.length).toBeGreaterThan(0);
      for (const n of booked) expect((await of(n).send('GET', `Slot/s${n}`)).body.status).toBe('busy');
    },
    patience,
  );

  it(
    'declare each appointment in order, one message at a time, each once as far as the platform tells, whichever of them sends',
    async () => {
      const { platform } = servers;
      // Some requests are lost on their way, and come again later.
      platform.conduct = ({ name, nth }) => (nth === 1 && name.endsWith('3') ? { status: 503 } : 'take');
      platform.thinkMs = 10;
      const slots = rounds(20, 100);
      await fill(slots);
      const statuses = ['booked', 'fulfilled'];
      const answers = await Promise.all(numbers(slots).map((n) => book(n, `sent-${n}`, [n])));
      expect(countByStatus(answers)).toEqual({ 201: slots });
      const honoured = [{ op: 'replace', path: '/status', value: 'fulfilled' }];
      const patched = answers.map(({ body }, n) => of(n + 1).send('PATCH', `Appointment/${body.id}`, honoured));
      expect(countByStatus(await Promise.all(patched))).toEqual({ 200: slots });
      const isTold = (n: number) => platform.statusesOf(`sent-${n}`).at(-1) === 'fulfilled';
      await until(() => numbers(slots).every(isTold), { what: 'the last of all messages', withinMs: 240_000 });
      await sleep(500);
      const isLost = (n: number) => String(n).endsWith('3');
      for (const n of numbers(slots)) {
        expect(platform.statusesOf(`sent-${n}`)).toEqual(isLost(n) ? ['booked', ...statuses] : statuses);
      }
      expect(platform.appointments).toHaveLength(slots);
      expect(platform.mostAtATime).toBe(1);
    },
    patience,
  );
});

const holdOf = (n: number) => ({ resourceType: 'Appointment', slot: [{ reference: `Slot/s${n}` }] });

/** A transaction that creates a resource unless one meets the condition. */
const createdOnce = (resource: Organization, condition: string): Bundle => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [{ resource, request: { method: 'POST', url: resource.resourceType, ifNoneExist: condition } }],
});

/** The answer to the only entry of a transaction, and to the transaction itself when it was refused. */
const toOnlyAnswer = (answer: Answer): Answer =>
  answer.status === 200 ? { ...answer, status: Number.parseInt(answer.body.entry[0].response.status, 10) } : answer;

/** The day's slots in an edition of their own, free. */
const editionOf = (slots: number, edition: number) =>
  numbers(slots).map((n) => slot(n, { comment: `https://x.fr/rdv?v=${edition}` }));
