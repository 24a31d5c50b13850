/** A disk that is full: writes are refused whole, reads go on, and with room again writes do too. */
import { openStore } from '../../src/application/open-store.ts';
import { FakePlatform } from '../support/fake-platform.ts';
import { agenda } from './agenda.ts';
import { Regulators } from './regulators.ts';
import { patience, rounds } from './scale.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { canMount, SmallDisk } from './small-disk.ts';
import { claimsIn, demandSoundBase } from './sound-base.ts';
import { demandToldAll, emptyOutbox } from './told.ts';

const slots = 300;
const howOften = rounds(1, 5);
const megabytes = 6;
/** The clock of one who comes when leases are over. */
const later = () => Date.now() + 60_000;

(canMount ? describe : describe.skip)('a server whose disk is full (skipped where no disk can be mounted)', () => {
  let disk: SmallDisk;
  let platform: FakePlatform;
  let server: ServerProcess | undefined;

  beforeEach(async () => {
    disk = new SmallDisk(megabytes);
    platform = await FakePlatform.start();
  });
  afterEach(async () => {
    await server?.kill();
    await platform.stop();
    disk.remove();
  });

  it.each(Array.from({ length: howOften }, (_, n) => n + 1))(
    'refuses writes with no-store, half writes nothing, goes on reading, and writes again once there is room (%d)',
    async () => {
      const settings = { SAS_PLATFORM_URL: platform.url, SAS_HOLD_MINUTES: '600' };
      const regulators = new Regulators(slots);
      server = await startServer(disk.folder, settings);
      const base = { send: server.send, claims: () => claimsIn(disk.folder), regulators };
      expect((await server.send('POST', '', agenda(slots))).status).toBe(200);
      // It goes on for a while when the disk is full: what is small still fits in, what is larger does not.
      await regulators.work(server.send, () => regulators.failures.length >= 100);
      expect(regulators.done).toBeGreaterThan(0);
      expect(regulators.failureKinds).toEqual(['507 OperationOutcome no-store']);
      await demandSoundBase(base);

      disk.resize(megabytes * 20);
      regulators.failures.length = 0;
      const enough = regulators.done + 100;
      await regulators.work(server.send, () => regulators.done >= enough);
      expect(regulators.failures).toEqual([]);
      const committed = await demandSoundBase(base);
      await server.kill();
      const store = await openStore({ dataDir: disk.folder }, later);
      await emptyOutbox(store, platform, later);
      await store.close();
      demandToldAll(platform, committed);
    },
    patience,
  );
});
