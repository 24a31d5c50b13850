/** Many want one slot, in one process and in two on one data folder: one has it, the others are told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agenda, appointment, slot } from './agenda.ts';
import { patience, rounds } from './scale.ts';
import { type Answer, type ServerProcess, startServer } from './server-process.ts';

const crowd = 200;
const howOften = rounds(3, 50);

const countByStatus = (answers: readonly Answer[]): Record<number, number> =>
  Object.fromEntries([...Map.groupBy(answers, ({ status }) => status)].map(([status, list]) => [status, list.length]));

describe.each([
  ['one process', 1],
  ['two processes on one data folder', 2],
])('bookings that race, in %s', (_, processes) => {
  let folder: string;
  let servers: ServerProcess[];
  let [first]: ServerProcess[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sas-chaos-'));
    servers = [];
    for (let n = 0; n < processes; n++) servers.push(await startServer(folder));
    [first] = servers;
    const filled = await first!.send('POST', '', agenda(howOften * 4));
    expect(filled.status).toBe(200);
  }, patience);

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  }, patience);

  const book = (n: number, name: string, slots: readonly number[]) =>
    servers[n % processes]!.send('POST', 'Appointment', appointment(name, slots));

  const appointmentsOn = async (n: number): Promise<string[]> => {
    const found = await first!.send('GET', `Appointment?slot=Slot/s${n}&status=booked`);
    return (found.body.entry ?? []).map(({ resource }: { resource: { id: string } }) => resource.id);
  };

  it(
    'of one slot: one 201, the others 409, the slot busy, one appointment',
    async () => {
      for (let round = 0; round < howOften; round++) {
        const answers = await Promise.all(
          Array.from({ length: crowd }, (_, n) => book(n, `one-${round}-${n}`, [round])),
        );
        expect(countByStatus(answers)).toEqual({ 201: 1, 409: crowd - 1 });
        expect((await first!.send('GET', `Slot/s${round}`)).body.status).toBe('busy');
        expect(await appointmentsOn(round)).toEqual([answers.find(({ status }) => status === 201)!.body.id]);
      }
    },
    patience,
  );

  it(
    'of one slot while its vendor rewrites it: one 201, the others 409',
    async () => {
      for (let round = howOften; round < howOften * 2; round++) {
        let isOver = false;
        const vendor = (async () => {
          for (let n = 0; !isOver; n++) {
            const answer = await servers[processes - 1]!.send(
              'PUT',
              `Slot/s${round}`,
              slot(round, { comment: `?v=${n}` }),
            );
            expect([200, 409]).toContain(answer.status);
          }
        })();
        const answers = await Promise.all(
          Array.from({ length: crowd }, (_, n) => book(n, `rewritten-${round}-${n}`, [round])),
        );
        isOver = true;
        await vendor;
        expect(countByStatus(answers)).toEqual({ 201: 1, 409: crowd - 1 });
        expect((await first!.send('GET', `Slot/s${round}`)).body.status).toBe('busy');
      }
    },
    patience,
  );

  it(
    'of groups that overlap, named in opposite orders: all of a group or none, and at least one of them',
    async () => {
      for (let round = 0; round < howOften; round++) {
        const from = howOften * 2 + round * 2;
        if (from + 2 >= howOften * 4) break;
        const groups = [
          [from, from + 1],
          [from + 1, from],
          [from + 1, from + 2],
          [from + 2, from + 1],
        ];
        const answers = await Promise.all(
          Array.from({ length: 40 }, (_, n) => book(n, `group-${round}-${n}`, groups[n % 4]!)),
        );
        const winners = answers.filter(({ status }) => status === 201);
        expect(winners.length).toBeGreaterThan(0);
        const taken = winners.flatMap(({ body }) => body.slot.map((one: { reference: string }) => one.reference));
        expect(new Set(taken).size).toBe(taken.length);
        for (const reference of taken) expect((await first!.send('GET', reference)).body.status).toBe('busy');
        for (const { body } of winners) await first!.send('PATCH', `Appointment/${body.id}`, cancelled);
      }
    },
    patience,
  );
});

const cancelled = [{ op: 'replace', path: '/status', value: 'cancelled' }];
