/** A server killed under load: every write it acknowledged is there, and nothing is half done. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { agenda, appointment } from './agenda.ts';
import { patience, rounds } from './scale.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const howOften = rounds(3, 20);
const slots = 400;

interface Stored {
  readonly id: string;
  readonly status: string;
  readonly slot?: readonly { readonly reference: string }[];
}

async function all(server: ServerProcess, query: string): Promise<Stored[]> {
  const { body } = await server.send('GET', `${query}&_count=1000`);
  expect(body.total).toBeLessThanOrEqual(1000);
  return (body.entry ?? []).map(({ resource }: { resource: Stored }) => resource);
}

describe('a server killed under load', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sas-kill-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it(
    'has every booking that it acknowledged, none by halves, and the outbox of each',
    async () => {
      let server = await startServer(folder, { SAS_PLATFORM_URL: 'http://127.0.0.1:9/fhir' });
      expect((await server.send('POST', '', agenda(slots))).status).toBe(200);
      const acknowledged = new Map<string, string>();
      let next = 0;
      for (let round = 0; round < howOften; round++) {
        const work = async () => {
          for (;;) {
            const n = next++ % slots;
            const answer = await server.send('POST', 'Appointment', appointment(`kill-${round}-${n}-${next}`, [n]));
            if (answer.status === 201) acknowledged.set(answer.body.id, `s${n}`);
          }
        };
        const workers = Array.from({ length: 20 }, () => work().catch(() => undefined));
        const before = acknowledged.size;
        // A machine under load takes its time for the first one; when all slots are taken there is none to wait for.
        for (let waited = 0; acknowledged.size === before && waited < 3000; waited += 10) await sleep(10);
        await sleep(30 + Math.random() * 150);
        await server.kill();
        await Promise.all(workers);
        server = await startServer(folder, { SAS_PLATFORM_URL: 'http://127.0.0.1:9/fhir' });
        await demandWhole(server, acknowledged);
      }
      expect(acknowledged.size).toBeGreaterThan(0);
      await server.stop();
    },
    patience,
  );
});

async function demandWhole(server: ServerProcess, acknowledged: ReadonlyMap<string, string>): Promise<void> {
  const appointments = await all(server, 'Appointment?status=booked');
  const slotsById = new Map((await all(server, 'Slot?schedule=Schedule/a')).map((one) => [one.id, one.status]));
  const present = new Map(appointments.map(({ id, slot = [] }) => [id, slot[0]!.reference.replace('Slot/', '')]));
  for (const [id, slotId] of acknowledged) expect(present.get(id)).toBe(slotId);
  const taken = [...present.values()];
  expect(new Set(taken).size).toBe(taken.length);
  const busy = [...slotsById].filter(([, status]) => status !== 'free').map(([id]) => id);
  expect(busy.toSorted()).toEqual(taken.toSorted());
}
