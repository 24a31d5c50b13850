import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../src/application/open-store.ts';
import type { DeliveryFailure, Settlement } from '../../../src/store/outbox.ts';
import { runSas } from '../../support/run-sas.ts';

const outcome = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'business-rule', diagnostics: 'unknown\n\u001b[31mregulator' }],
};
const at = Date.parse('2026-11-23T08:00:00Z');
const refused: DeliveryFailure = { at, reason: 'HTTP 422', answer: JSON.stringify(outcome) };

describe('sas outbox', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'sas-outbox-cli-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  /** Queues a message for each subject and settles it as told, none at all to leave it. */
  async function fill(...messages: readonly [subject: string, settlement?: Settlement][]): Promise<void> {
    const store = await openStore({ dataDir }, Date.now);
    for (const [subject, settlement] of messages) {
      const body = JSON.stringify({ about: subject });
      const changes = [{ kind: 'send', destination: 'platform', subject, body } as const];
      await store.transact({ sees: {}, decide: () => ({ changes, answer: () => undefined }) });
      if (!settlement) continue;
      const [lease] = await store.outbox.lease({ destination: 'platform', limit: 1, leaseMs: 1000 });
      await store.outbox.settle(lease!, settlement);
    }
    await store.close();
  }

  const sas = (...argv: string[]) => runSas('outbox', ...argv, '--data-dir', dataDir);

  const parked: Settlement = { kind: 'parked', failure: refused };
  const later: Settlement = { kind: 'retry', at: Date.now() + 3_600_000, failure: { at, reason: 'ECONNREFUSED' } };

  it('list says so when all is delivered', async () => {
    expect(await sas('list')).toMatchObject({ code: 0, stdout: 'No message waits: all is delivered.\n' });
    expect((await sas('list', '--json')).stdout).toBe('[]\n');
  });

  it('list shows each message on one line, with what was answered', async () => {
    await fill(['Appointment/1', parked], ['Appointment/2', later], ['Appointment/3']);
    const { code, stdout } = await sas('list');
    const lines = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^1 +parked +platform +Appointment\/1 +1 +HTTP 422: unknown \[31mregulator$/);
    expect(lines[2]).toMatch(/^2 +waiting +platform +Appointment\/2 +1 +20\S+Z +ECONNREFUSED$/);
    expect(lines[3]).toMatch(/^3 +waiting +platform +Appointment\/3 +0 +20\S+Z$/);
  });

  it('list --parked shows only those that wait for someone', async () => {
    await fill(['Appointment/1', later], ['Appointment/2', parked]);
    const { stdout } = await sas('list', '--parked', '--json');
    expect(JSON.parse(stdout)).toEqual([
      {
        id: '2',
        state: 'parked',
        destination: 'platform',
        subject: 'Appointment/2',
        attempts: 1,
        queuedAt: expect.stringMatching(/Z$/),
        lastFailure: { at: '2026-11-23T08:00:00.000Z', reason: 'HTTP 422', answer: outcome },
      },
    ]);
  });

  it('show gives a message whole', async () => {
    await fill(['Appointment/1', parked]);
    const { stdout } = await sas('show', '1');
    for (const part of ['Appointment/1: parked', 'attempts 1', 'HTTP 422', '"business-rule"', '"about"']) {
      expect(stdout).toContain(part);
    }
    expect(stdout).not.toContain('\u001b');
    expect(JSON.parse((await sas('show', '1', '--json')).stdout)).toMatchObject({
      id: '1',
      lastFailure: { answer: outcome },
      body: { about: 'Appointment/1' },
    });
  });

  it.each(['show', 'retry'])('%s of a message that is not there fails, and says why', async (command) => {
    await fill(['Appointment/1', parked]);
    const { code, stderr } = await sas(command, '2');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^sas: there is no message 2 in the outbox: .+\n$/);
  });

  it('retry makes the messages named due now, or all', async () => {
    await fill(['Appointment/1', parked], ['Appointment/2', later], ['Appointment/3', parked]);
    expect(await sas('retry', '1')).toMatchObject({ code: 0, stdout: '1 message is due now\n' });
    const states = async () =>
      JSON.parse((await sas('list', '--json')).stdout).map(({ state }: { state: string }) => state);
    expect(await states()).toEqual(['waiting', 'waiting', 'parked']);
    expect((await sas('retry', '--all', '--json')).stdout).toBe('{"retried":3}\n');
    const listed = JSON.parse((await sas('list', '--json')).stdout);
    for (const { state, dueAt } of listed) {
      expect(state).toBe('waiting');
      expect(Date.parse(dueAt)).toBeLessThanOrEqual(Date.now());
    }
  });

  it('retry of several changes nothing when one of them is not there', async () => {
    await fill(['Appointment/1', parked]);
    expect((await sas('retry', '1', '99')).code).toBe(1);
    expect(JSON.parse((await sas('list', '--json')).stdout)).toMatchObject([{ state: 'parked' }]);
  });

  it.each([['retry'], ['retry', '1', '--all'], ['show'], ['list', 'x'], ['frobnicate']])(
    'exits 2 on a command line that is wrong: %j %j %j',
    async (...argv) => {
      expect((await sas(...argv.filter(Boolean))).code).toBe(2);
    },
  );
});
