import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Appointment, Bundle, Slot } from '@medplum/fhirtypes';
import { openApplication } from '../../src/application/open-application.ts';
import { openStore } from '../../src/application/open-store.ts';
import { readConfig } from '../../src/config.ts';
import { startSenders } from '../../src/declaration/start-senders.ts';
import { sasProfile } from '../../src/fhir/sas.ts';
import { buildLogger } from '../../src/log.ts';
import { startServer } from '../../src/serve.ts';
import type { OutboxEntry } from '../../src/store/outbox.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import { appointmentOn, appointmentSystem, bookablePractice, regulatorId, write } from '../support/appointments.ts';
import { FakePlatform } from '../support/fake-platform.ts';
import { until } from '../support/until.ts';

const ids = Array.from({ length: 12 }, (_, index) => `a${index + 1}`);
const [, , , ...slots] = bookablePractice(ids) as unknown as [unknown, unknown, unknown, ...Slot[]];
const slotOf = (id: string) => slots.find((slot) => slot.id === id) as Slot & { id: string };
const booked = (id: string) => appointmentOn(slotOf(id));
const cancelled = (id: string) => appointmentOn(slotOf(id), { status: 'cancelled' });

/** A chance that never was takes the back-off to nothing: the time between attempts is the unit tests' matter. */
const quickly = () => -1;

describe('declaring appointments', () => {
  let platform: FakePlatform;
  let dataDir: string;
  let store: ResourceStore;
  let logged: string;
  let stops: (() => Promise<unknown>)[];

  beforeEach(async () => {
    platform = await FakePlatform.start();
    dataDir = mkdtempSync(join(tmpdir(), 'sas-declaration-'));
    store = await openStore({ dataDir }, Date.now);
    logged = '';
    stops = [];
    await write(store, bookablePractice(ids), []);
  });

  afterEach(async () => {
    for (const stop of stops) await stop();
    await store.close();
    await platform.stop();
    rmSync(dataDir, { recursive: true });
  });

  const logger = buildLogger({
    level: 'info',
    isPretty: false,
    destination: new Writable({
      write(chunk, _encoding, done) {
        logged += chunk;
        done();
      },
    }),
  });
  const environment = (more: Record<string, string> = {}) => ({
    PORT: '0',
    SAS_DATA_DIR: dataDir,
    SAS_DEMO: 'off',
    SAS_PLATFORM_URL: platform.url,
    ...more,
  });

  const send = (more: Record<string, string> = {}): (() => Promise<void>) => {
    const settings = readConfig(environment(more));
    const stop = startSenders({ settings, store, logger, clock: Date.now, random: quickly });
    stops.push(stop);
    return stop;
  };
  const entries = (): Promise<readonly OutboxEntry[]> => store.outbox.list({ limit: 100 });
  /** Resolves when the outbox is so; a settlement follows its answer by a moment. */
  const untilEntries = (isSo: (all: readonly OutboxEntry[]) => boolean): Promise<void> =>
    until(async () => isSo(await entries()), {
      what: 'what was awaited of the outbox',
      instead: async () => [await entries(), logged],
    });
  const untilSent = () => untilEntries((all) => all.length === 0);
  const untilParked = () => untilEntries((all) => all.every(({ state }) => state === 'parked'));

  it('is a POST for the booking and a PUT for each change, as the guide shapes them', async () => {
    send();
    await write(store, [booked('a1')]);
    await untilSent();
    await write(store, [cancelled('a1')]);
    await untilSent();
    expect(platform.story).toEqual(['POST a1', 'PUT a1']);
    const [first, second] = platform.told;
    expect([first!.path, first!.query.size, first!.headers['content-type']]).toEqual([
      '/Appointment',
      0,
      'application/fhir+json',
    ]);
    expect([second!.path, second!.query.get('identifier')]).toEqual(['/Appointment', `${appointmentSystem}|a1`]);
    expect(JSON.parse(first!.text)).toMatchObject({
      resourceType: 'Appointment',
      meta: { profile: [sasProfile.appointment] },
      identifier: [{ system: appointmentSystem, value: 'a1' }],
      status: 'booked',
      created: expect.stringMatching(/^20\d\d-.*[+-]\d\d:\d\d$/),
    });
    expect(JSON.parse(second!.text)).toEqual({ ...JSON.parse(first!.text), status: 'cancelled' });
    expect(platform.appointments).toHaveLength(1);
  });

  it('follows a booking through the whole server, and tells the agenda software the same', async () => {
    await store.close();
    const config = readConfig(
      environment({ SAS_AGENDA_WEBHOOK: `${platform.url.replace('//', '//lga:s3cret@')}/hook?token=t0ken` }),
    );
    const server = await startServer({ config, logger, openApplication });
    stops.push(() => server.stop(new AbortController().signal));
    store = await openStore({ dataDir }, Date.now);
    const { id: _, ...body } = booked('a1');
    const headers = { 'content-type': 'application/fhir+json' };
    const answer = await fetch(`${server.fhirBase}/Appointment`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(201);
    const made = (await answer.json()) as Appointment;
    await untilSent();
    const cancellation = JSON.stringify({ ...made, status: 'cancelled' });
    await fetch(`${server.fhirBase}/Appointment/${made.id}`, { method: 'PUT', headers, body: cancellation });
    await untilSent();
    const declared = platform.told.filter(({ path }) => path === '/Appointment');
    const hooked = platform.told.filter(({ path }) => path === '/hook');
    expect(declared.map(({ method }) => method)).toEqual(['POST', 'PUT']);
    expect(hooked.map(({ method }) => method)).toEqual(['POST', 'POST']);
    const { meta: _meta, ...stored } = made;
    expect(hooked.map(({ text }) => JSON.parse(text))).toEqual([
      { event: 'created', appointment: stored },
      { event: 'cancelled', appointment: { ...stored, status: 'cancelled' } },
    ]);
    expect(hooked[0]!.headers).toMatchObject({
      authorization: `Basic ${btoa('lga:s3cret')}`,
      'content-type': 'application/json',
      'idempotency-key': expect.stringMatching(/^"\d+"$/),
    });
    expect(hooked[0]!.headers['idempotency-key']).not.toBe(hooked[1]!.headers['idempotency-key']);
    expect(hooked[0]!.query.get('token')).toBe('t0ken');
    for (const secret of ['s3cret', 't0ken', regulatorId, '810000000001']) expect(logged).not.toContain(secret);
  });

  it('says nothing of a hold, and declares the booking that confirms it', async () => {
    const server = await startServer({ config: readConfig(environment()), logger, openApplication });
    stops.push(() => server.stop(new AbortController().signal));
    const post = async (operation: string, body: object) => {
      const answer = await fetch(`${server.fhirBase}/Appointment/${operation}`, {
        method: 'POST',
        headers: { 'content-type': 'application/fhir+json' },
        body: JSON.stringify(body),
      });
      const { entry } = (await answer.json()) as Bundle<Appointment>;
      return { status: answer.status, appointment: entry![0]!.resource! };
    };
    const held = await post('$hold', { resourceType: 'Appointment', slot: [{ reference: 'Slot/a1' }] });
    expect([held.status, await entries(), platform.story]).toEqual([200, [], []]);
    const { slot: _, ...details } = booked('a1');
    const made = await post('$book', { ...details, id: held.appointment.id, slot: held.appointment.slot });
    expect(made.status).toBe(201);
    await untilSent();
    expect(platform.story).toEqual(['POST a1']);
  });

  it('tells nobody when nobody is configured', async () => {
    send({ SAS_PLATFORM_URL: '' });
    await write(store, [booked('a1')], []);
    expect(await entries()).toEqual([]);
  });

  it('keeps the order of one appointment while others overtake it', async () => {
    platform.conduct = ({ name, nth }) => (name === 'a1' && nth <= 3 ? { status: 503 } : 'take');
    await write(store, [booked('a1')]);
    await write(store, [cancelled('a1')]);
    await write(store, [booked('a1')]);
    for (const id of ids.slice(1)) await write(store, [booked(id)]);
    send();
    await untilSent();
    expect(platform.story.filter((one) => one.endsWith(' a1'))).toEqual(['POST a1', ...Array(5).fill('PUT a1')]);
    const taken = platform.told.filter(({ name, status }) => name === 'a1' && status < 300);
    expect(taken.map(({ text }) => (JSON.parse(text) as Appointment).status)).toEqual([
      'booked',
      'cancelled',
      'booked',
    ]);
    expect(platform.told.at(-1)!.name).toBe('a1');
    expect(platform.appointments).toHaveLength(ids.length);
    expect(platform.mostAtATime).toBe(1);
  });

  it.each([
    ['HTTP 500', { status: 500, body: 'oops' }],
    ['HTTP 503', { status: 503 }],
    ['HTTP 408', { status: 408 }],
    ['HTTP 425', { status: 425 }],
    ['HTTP 429', { status: 429, headers: { 'retry-after': '0' } }],
    ['HTTP 302', { status: 302, headers: { location: '/elsewhere' } }],
    ['a dropped connection', 'take and drop'],
  ] as const)('tries again after %s, and makes no duplicate', async (_, conduct) => {
    platform.conduct = ({ nth }) => (nth <= 2 ? conduct : 'take');
    send();
    await write(store, [booked('a1')]);
    await untilSent();
    expect(platform.story).toEqual(['POST a1', 'PUT a1', 'PUT a1']);
    expect(platform.appointments).toHaveLength(1);
  });

  it('reaches the platform that was away once it is there again', async () => {
    await platform.stop();
    send();
    await write(store, [booked('a1')]);
    await untilEntries(([first]) => first?.lastFailure?.reason === 'ECONNREFUSED');
    platform = await FakePlatform.start(platform.url);
    await untilSent();
    expect(platform.story).toEqual(['PUT a1']);
  });

  it('parks what is refused, with the outcome, and logs nothing of it', async () => {
    const outcome = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'business-rule', diagnostics: `${regulatorId} is unknown` }],
    };
    platform.conduct = () => ({ status: 422, body: JSON.stringify(outcome) });
    send();
    await write(store, [booked('a1')]);
    await untilParked();
    const [parked] = await entries();
    expect(parked).toMatchObject({ state: 'parked', attempts: 1, lastFailure: { reason: 'HTTP 422' } });
    expect(JSON.parse(parked!.lastFailure!.answer!)).toEqual(outcome);
    expect(logged).toContain('parked');
    expect(logged).not.toContain(regulatorId);
    expect(platform.story).toEqual(['POST a1']);
  });

  it('sends a parked message again when an operator says so, by PUT', async () => {
    platform.conduct = ({ nth }) => (nth === 1 ? { status: 422 } : 'take');
    send();
    await write(store, [booked('a1')]);
    await untilParked();
    await store.outbox.retry((await entries())[0]!.id);
    await untilSent();
    expect(platform.story).toEqual(['POST a1', 'PUT a1']);
  });

  it('lets a later change take the place of a parked one', async () => {
    platform.conduct = ({ nth }) => (nth === 1 ? { status: 422 } : 'take');
    send();
    await write(store, [booked('a1')]);
    await untilParked();
    await write(store, [cancelled('a1')]);
    await untilSent();
    expect(platform.statusesOf('a1')).toEqual(['booked', 'cancelled']);
    expect(platform.appointments.map(({ status }) => status)).toEqual(['cancelled']);
  });

  const renamed = (id: string, value: string) =>
    appointmentOn(slotOf(id), { identifier: [{ system: appointmentSystem, value }] });

  it('never loses the cancellation of an identifier that was given up, whatever becomes of the new one', async () => {
    platform.conduct = ({ method, name }) => (method === 'PUT' && name === 'a1' ? { status: 422 } : 'take');
    send();
    await write(store, [booked('a1')]);
    await untilSent();
    await write(store, [renamed('a1', 'b1')]);
    await untilEntries((all) => platform.story.includes('POST b1') && all.length === 1);
    expect(await entries()).toMatchObject([{ state: 'parked', subject: `${appointmentSystem}|a1` }]);
    platform.conduct = () => 'take';
    await store.outbox.retry((await entries())[0]!.id);
    await untilSent();
    const held = platform.appointments.map(({ identifier, status }) => `${identifier?.[0]?.value} ${status}`);
    expect(held.toSorted()).toEqual(['a1 cancelled', 'b1 booked']);
  });

  it('is one POST of an identifier, though another appointment takes it when the first is deleted', async () => {
    send();
    await write(store, [booked('a1')]);
    await write(store, [cancelled('a1')]);
    await store.transact({
      sees: {},
      decide: () => ({ changes: [{ kind: 'delete', key: { type: 'Appointment', id: 'a1' } }], answer: () => 0 }),
    });
    await write(store, [renamed('a2', 'a1')]);
    await untilSent();
    expect(platform.story).toEqual(['POST a1', 'PUT a1', 'PUT a1']);
    expect(platform.appointments.map(({ status }) => status)).toEqual(['booked']);
  });

  it('is one POST of an identifier, though another appointment takes it when the first gives it up', async () => {
    send();
    await write(store, [booked('a1')]);
    await write(store, [renamed('a1', 'b1')]);
    await write(store, [renamed('a2', 'a1')]);
    await untilSent();
    expect(platform.story.filter((one) => one.startsWith('POST')).toSorted()).toEqual(['POST a1', 'POST b1']);
    expect(platform.statusesOf('a1')).toEqual(['booked', 'cancelled', 'booked']);
    expect(platform.appointments).toHaveLength(2);
  });

  it('goes on after it was stopped in the middle of a request', async () => {
    platform.conduct = ({ nth }) => (nth === 1 ? 'take and hang' : 'take');
    const stop = send();
    await write(store, [booked('a1')]);
    await write(store, [cancelled('a1')]);
    await platform.until(({ told }) => told.length === 1);
    const before = performance.now();
    await stop();
    // What is under way has two seconds when the sender stops, and ten otherwise.
    expect(performance.now() - before).toBeLessThan(8000);
    expect((await entries()).map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    send();
    await untilSent();
    expect(platform.story).toEqual(['POST a1', 'PUT a1', 'PUT a1']);
    expect(platform.appointments.map(({ status }) => status)).toEqual(['cancelled']);
  });

  describe('by processes of their own', () => {
    let children: ChildProcess[];
    beforeEach(() => {
      children = [];
    });
    afterEach(async () => {
      for (const child of children) await end(child, 'SIGKILL');
    });

    /** Resolves when it sends. */
    const spawnSender = async (aheadMs = 0): Promise<ChildProcess> => {
      const script = join(import.meta.dirname, '../support/sending-server.ts');
      const env = { PATH: process.env.PATH, CLOCK_AHEAD_MS: String(aheadMs), ...environment() };
      const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      const gone = once(child, 'exit').then((ended) => Promise.reject(new Error(`ended before it sent: ${ended}`)));
      gone.catch(() => {});
      await Promise.race([once(child.stdout, 'data'), gone]);
      return child;
    };
    const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    };

    it('loses nothing when one is killed between sending and settling', async () => {
      platform.conduct = ({ nth }) => (nth === 1 ? 'take and hang' : 'take');
      const child = await spawnSender();
      await write(store, [booked('a1'), booked('a2')]);
      await write(store, [cancelled('a2')]);
      await platform.until(({ told }) => told.length === 2);
      await end(child, 'SIGKILL');
      expect((await entries()).map(({ state }) => state)).toEqual(['sending', 'sending', 'waiting']);
      await spawnSender(60_000);
      await untilSent();
      expect(platform.story.toSorted()).toEqual(['POST a1', 'POST a2', 'PUT a1', 'PUT a2', 'PUT a2']);
      expect(platform.statusesOf('a2')).toEqual(['booked', 'booked', 'cancelled']);
      expect(platform.appointments).toHaveLength(2);
    });

    it('sends each message by one at a time when several share a base', async () => {
      platform.thinkMs = 20;
      const all = await Promise.all([spawnSender(), spawnSender()]);
      for (const change of [booked, cancelled, booked]) {
        for (const id of ids) await write(store, [change(id)]);
      }
      await untilSent();
      for (const id of ids) expect(platform.statusesOf(id)).toEqual(['booked', 'cancelled', 'booked']);
      expect(platform.mostAtATime).toBe(1);
      expect(platform.story.filter((one) => one.startsWith('POST'))).toHaveLength(ids.length);
      for (const child of all) await end(child, 'SIGTERM');
      expect(all.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    });
  });
});
