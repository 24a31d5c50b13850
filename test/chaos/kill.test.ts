/** A server killed under load: every write it acknowledged is there, nothing is half done, and the platform is told. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sweepHolds } from '../../src/agenda/booking/sweep-holds.ts';
import { openStore } from '../../src/application/open-store.ts';
import { FakePlatform } from '../support/fake-platform.ts';
import { agenda, appointment } from './agenda.ts';
import { Regulators } from './regulators.ts';
import { patience, rounds } from './scale.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { claimsIn, demandSoundBase } from './sound-base.ts';
import { demandToldAll, emptyOutbox } from './told.ts';

const howOften = rounds(3, 20);
const slots = 400;
const holdHours = 10;
/** The clock of one who comes when leases and holds are over. */
const later = () => Date.now() + (holdHours + 1) * 3_600_000;

describe('a server killed under load', () => {
  let folder: string;
  let server: ServerProcess | undefined;
  let platform: FakePlatform;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sas-kill-'));
    platform = await FakePlatform.start();
  });
  afterEach(async () => {
    await server?.kill();
    await platform.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'has every write that it acknowledged, nothing by halves, no orphan hold, and tells the platform all of it once',
    async () => {
      const settings = { SAS_PLATFORM_URL: platform.url, SAS_HOLD_MINUTES: String(holdHours * 60) };
      const regulators = new Regulators(slots);
      // Some requests are lost either way, so that there are retries at every moment.
      platform.conduct = () => (Math.random() < 0.8 ? 'take' : Math.random() < 0.5 ? 'take and drop' : { status: 503 });
      server = await startServer(folder, settings);
      expect((await server.send('POST', '', agenda(slots))).status).toBe(200);
      for (let round = 0; round < howOften; round++) {
        const work = regulators.work(server.send);
        // Not before it is warm: it is to be killed amid many writes.
        const enough = regulators.done + 50 + Math.random() * 200;
        await regulators.untilDone(enough, work);
        await sleep(Math.random() * 20);
        await server.kill();
        await work;
        server = await startServer(folder, settings);
        await demandSoundBase({ send: server.send, claims: () => claimsIn(folder), regulators });
      }
      expect(regulators.failures).toEqual([]);
      await server.kill();

      platform.conduct = () => 'take';
      const store = await openStore({ dataDir: folder }, later);
      await emptyOutbox(store, platform, later);
      expect(await sweepHolds(store, later())).toBeGreaterThan(0);
      await store.close();
      server = await startServer(folder);
      regulators.holds.clear();
      demandToldAll(platform, await demandSoundBase({ send: server.send, claims: () => claimsIn(folder), regulators }));
    },
    patience,
  );

  it(
    'holds slots until the time that it told, through a kill, and not longer',
    async () => {
      // Some times as long as a server takes to start here, for one is started within it.
      const begun = performance.now();
      await (await startServer(folder)).stop();
      const holdMs = 2000 + 3 * (performance.now() - begun);
      server = await startServer(folder, { SAS_HOLD_MINUTES: String(holdMs / 60_000) });
      expect((await server.send('POST', '', agenda(4))).status).toBe(200);
      const held = { ...appointment('held', [1, 2]), id: randomUUID() };
      const until = Date.now() + holdMs;
      expect((await server.send('POST', 'Appointment/$hold', held)).status).toBe(200);
      await server.kill();
      server = await startServer(folder);
      expect((await server.send('POST', 'Appointment', appointment('another', [2]))).status).toBe(409);
      expect(await statusesIn(server)).toEqual(['free', 'busy-tentative', 'busy-tentative', 'free']);
      expect(Date.now()).toBeLessThan(until);
      while ((await statusesIn(server)).includes('busy-tentative')) {
        // Holds are looked through every second; the machine may have other things to do.
        expect(Date.now()).toBeLessThan(until + 20_000);
        await sleep(100);
      }
      expect(Date.now()).toBeGreaterThanOrEqual(until);
      expect((await server.send('POST', 'Appointment', appointment('another', [2]))).status).toBe(201);
    },
    patience,
  );
});

async function statusesIn({ send }: ServerProcess): Promise<string[]> {
  const { body } = await send('GET', 'Slot?schedule=Schedule/a');
  return body.entry.map(({ resource }: { resource: { status: string } }) => resource.status);
}
