/** A base that may only be read: a server on it refuses writes, reads on, and recovers; a new one says why it will not start. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseFile } from '../../src/application/open-store.ts';
import { agenda } from './agenda.ts';
import { Regulators } from './regulators.ts';
import { patience, rounds } from './scale.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { canMakeImmutable, canMount, SmallDisk, setImmutable } from './small-disk.ts';
import { claimsIn, demandSoundBase } from './sound-base.ts';

const slots = 200;
const howOften = rounds(2, 10);

/** Root without the rights that let it write anywhere; others have not got them. */
const withoutRights = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : [];

/** All that a server writes that does not start. */
async function refusalToStart(folder: string, wrapper: readonly string[] = []): Promise<string> {
  const started = startServer(folder, {}, wrapper);
  const server = await started.catch(({ message }: Error) => message);
  if (typeof server === 'string') return server.trim();
  await server.kill();
  return 'it has started';
}

/** SQLite says one or the other, as there is anything left to be read beside the base or not. */
const sentence =
  /^sas: The database \S+sas\.db cannot be used: it (may only be read|cannot be opened or created): check [a-z ]+\.$/;

const immutable = canMakeImmutable ? describe : describe.skip;
immutable('a server whose files become read-only (skipped where chattr +i does not hold for open files)', () => {
  let folder: string;
  let server: ServerProcess | undefined;
  const makeReadOnly = (isReadOnly: boolean) =>
    ['', '-wal'].map((suffix) => setImmutable(`${databaseFile(folder)}${suffix}`, isReadOnly));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sas-read-only-'));
  });
  afterEach(async () => {
    await server?.kill();
    makeReadOnly(false);
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'refuses writes with transient, half writes nothing, goes on reading, and writes again once it may',
    async () => {
      const regulators = new Regulators(slots);
      server = await startServer(folder, { SAS_HOLD_MINUTES: '600' });
      const base = { send: server.send, claims: () => claimsIn(folder), regulators };
      expect((await server.send('POST', '', agenda(slots))).status).toBe(200);
      for (let round = 0; round < howOften; round++) {
        const enough = regulators.done + 50;
        const work = regulators.work(server.send, () => regulators.failures.length >= 50);
        await regulators.untilDone(enough, work);
        expect(makeReadOnly(true)).toEqual([true, true]);
        await work;
        expect(regulators.failureKinds).toEqual(['503 OperationOutcome transient']);
        await demandSoundBase(base);

        makeReadOnly(false);
        regulators.failures.length = 0;
        const enoughAgain = regulators.done + 50;
        await regulators.work(server.send, () => regulators.done >= enoughAgain);
        expect(regulators.failures).toEqual([]);
        await demandSoundBase(base);
      }
    },
    patience,
  );
});

describe('a server that is to start on a base that may only be read', () => {
  (canMount ? it : it.skip)(
    'says so in one sentence when its disk is mounted read-only (skipped where no disk can be mounted)',
    async () => {
      const disk = new SmallDisk(8);
      try {
        await (await startServer(disk.folder)).stop();
        disk.makeReadOnly();
        expect(await refusalToStart(disk.folder)).toMatch(sentence);
      } finally {
        disk.remove();
      }
    },
    patience,
  );

  it(
    'says so in one sentence when it has not the rights',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sas-read-only-'));
      try {
        await (await startServer(folder)).stop();
        chmodSync(databaseFile(folder), 0o444);
        chmodSync(folder, 0o555);
        expect(await refusalToStart(folder, withoutRights)).toMatch(sentence);
      } finally {
        chmodSync(folder, 0o755);
        rmSync(folder, { recursive: true, force: true });
      }
    },
    patience,
  );
});
