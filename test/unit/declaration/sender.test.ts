import { setImmediate } from 'node:timers/promises';
import type { HttpAnswer, HttpClient, HttpRequest, NoAnswer } from '../../../src/declaration/http-client.ts';
import { Sender, type SenderOptions, senderLimits } from '../../../src/declaration/sender.ts';
import type { Outbox } from '../../../src/store/outbox.ts';
import { SqliteResourceStore } from '../../../src/store/sqlite/sqlite-resource-store.ts';
import { TestClock } from '../../support/clock.ts';
import { nine } from '../../support/resources.ts';

const hour = 3_600_000;
const away: NoAnswer = { reason: 'ECONNREFUSED', isAborted: false };
const taken: HttpAnswer = { status: 201, body: '' };

describe('a sender', () => {
  let clock: TestClock;
  let store: SqliteResourceStore;
  let sender: Sender | undefined;
  /** What was sent, and when. */
  let sent: { body: string; at: number }[];
  let logged: { level: string; text: string }[];

  beforeEach(() => {
    clock = new TestClock(nine);
    store = new SqliteResourceStore({ file: ':memory:', projectSlot: () => undefined, clock: clock.now });
    sent = [];
    logged = [];
  });
  afterEach(async () => {
    await sender?.stop();
    sender = undefined;
    await store.close();
  });

  const queue = (subject: string, ...bodies: string[]): Promise<unknown> =>
    store.transact({
      sees: {},
      decide: () => ({
        changes: bodies.map((body) => ({ kind: 'send', destination: 'platform', subject, body })),
        answer: () => undefined,
      }),
    });
  const waiting = async () => (await store.outbox.list({ limit: 1000 })).map(({ body }) => body);

  const clientOf = (answer: (request: HttpRequest) => HttpAnswer | NoAnswer | Promise<HttpAnswer>): HttpClient => ({
    send: async (request) => {
      sent.push({ body: request.body, at: clock.ms });
      return answer(request);
    },
    close: async () => undefined,
  });
  const logAt = (level: string) => (_: unknown, text?: string) => void logged.push({ level, text: text ?? '' });
  const logger = {
    info: logAt('info'),
    warn: logAt('warn'),
    error: logAt('error'),
  } as unknown as SenderOptions['logger'];

  /** Time flies while it sleeps, once all that is under way has come to rest. */
  const flying = async (ms: number, signal: AbortSignal): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    if (!signal.aborted) clock.ms += ms;
  };
  /** Flying, past the many looks at which nothing is due. */
  const leaping = async (ms: number, signal: AbortSignal): Promise<void> => {
    await flying(ms, signal);
    clock.ms = Math.max(clock.ms, (await store.outbox.nextDue('platform')) ?? 0);
  };
  /** The outbox, but for what is told. */
  const outboxBut = (changes: Partial<Outbox>): Outbox => {
    const { outbox } = store;
    return {
      lease: (order) => outbox.lease(order),
      settle: (lease, settlement) => outbox.settle(lease, settlement),
      nextDue: (destination) => outbox.nextDue(destination),
      list: (query) => outbox.list(query),
      find: (id) => outbox.find(id),
      retry: (id) => outbox.retry(id),
      onQueued: (listener) => outbox.onQueued(listener),
      ...changes,
    };
  };
  const start = (client: HttpClient, more: Partial<SenderOptions> = {}): void => {
    const toRequest: SenderOptions['recipient']['toRequest'] = async ({ body }) => ({
      method: 'POST',
      url: 'http://x',
      headers: {},
      body,
    });
    const recipient = { destination: 'platform', toRequest };
    const { outbox } = store;
    sender = new Sender({
      recipient,
      outbox,
      client,
      logger,
      clock: clock.now,
      random: () => 1,
      sleep: flying,
      ...more,
    });
  };
  const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
    for (let turn = 0; !(await isSo()); turn++) {
      if (turn > 200_000) throw new Error(`still waiting at ${new Date(clock.ms).toISOString()}`);
      await setImmediate();
    }
  };

  it('outlasts hours of outage: patient, in order, and quick when it is over', async () => {
    await queue('1', 'booked', 'cancelled');
    await queue('2', 'other');
    const end = nine + 6 * hour;
    start(
      clientOf(() => (clock.ms < end ? away : taken)),
      { sleep: leaping },
    );
    await until(async () => (await waiting()).length === 0);
    const attempts = sent.filter(({ at }) => at < end);
    expect(attempts.filter(({ body }) => body === 'cancelled')).toEqual([]);
    const times = attempts.filter(({ body }) => body === 'booked').map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - times[index]!);
    expect(gaps.slice(0, 5)).toEqual([1000, 2000, 4000, 8000, 16_000]);
    expect(new Set(gaps.slice(10))).toEqual(new Set([300_000]));
    expect(times.length).toBeLessThan(90);
    const after = sent.filter(({ at }) => at >= end);
    expect(after.map(({ body }) => body).toSorted()).toEqual(['booked', 'cancelled', 'other']);
    expect(after.findIndex(({ body }) => body === 'booked')).toBeLessThan(
      after.findIndex(({ body }) => body === 'cancelled'),
    );
    expect(clock.ms).toBeLessThanOrEqual(end + 300_000);
  });

  it('waits as long as it is told', async () => {
    await queue('1', 'booked');
    start(
      clientOf(() => (sent.length === 1 ? { status: 503, retryAfter: '1800', body: '' } : taken)),
      { sleep: leaping },
    );
    await until(async () => (await waiting()).length === 0);
    expect(sent.map(({ at }) => at - nine)).toEqual([0, 1_800_000]);
  });

  it('has at most so many requests under way, one for each appointment', async () => {
    for (let n = 0; n < 50; n++) await queue(String(n), `${n} booked`, `${n} cancelled`);
    const open: (() => void)[] = [];
    let most = 0;
    start(
      clientOf(() => {
        const answer = new Promise<HttpAnswer>((resolve) => open.push(() => resolve(taken)));
        most = Math.max(most, open.length);
        return answer;
      }),
    );
    await until(() => open.length === senderLimits.concurrency);
    expect(sent.every(({ body }) => body.endsWith('booked'))).toBe(true);
    await until(async () => {
      open.shift()?.();
      return sent.length === 100;
    });
    for (const answer of open) answer();
    await until(async () => (await waiting()).length === 0);
    expect(most).toBe(senderLimits.concurrency);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(100);
  });

  it('wakes when a message is queued, however long it meant to sleep', async () => {
    const naps: number[] = [];
    start(
      clientOf(() => taken),
      {
        sleep: (ms, signal) => {
          naps.push(ms);
          return new Promise((resolve) => signal.addEventListener('abort', resolve));
        },
      },
    );
    await until(() => naps.length === 1);
    expect(naps).toEqual([senderLimits.pollMs]);
    await queue('1', 'booked');
    await until(() => sent.length === 1);
  });

  it('finds what another server has queued and did not send, at its next look', async () => {
    let looks = 0;
    const lease: Outbox['lease'] = (order) => {
      looks++;
      return store.outbox.lease(order);
    };
    start(
      clientOf(() => taken),
      { outbox: outboxBut({ lease, onQueued: () => () => undefined }) },
    );
    await until(() => looks > 2);
    await queue('1', 'booked');
    const queuedAt = clock.ms;
    await until(() => sent.length === 1);
    expect(sent[0]!.at - queuedAt).toBeLessThanOrEqual(senderLimits.pollMs);
  });

  it('begins nothing that it could not end within its lease: another server may have it by then', async () => {
    await queue('1', 'booked');
    let standsStillMs = senderLimits.leaseMs - 1000;
    const lease: Outbox['lease'] = async (order) => {
      const leases = await store.outbox.lease(order);
      clock.ms += standsStillMs;
      standsStillMs = 0;
      return leases;
    };
    start(
      clientOf(() => taken),
      { outbox: outboxBut({ lease }) },
    );
    await until(async () => (await waiting()).length === 0);
    expect(sent.map(({ at }) => at >= nine + senderLimits.leaseMs)).toEqual([true]);
  });

  it('goes on when the store cannot be read for a while', async () => {
    await queue('1', 'booked', 'cancelled');
    let troubles = 4;
    const lease: Outbox['lease'] = async (order) => {
      if (troubles-- > 0) throw new Error('another program keeps it locked');
      return store.outbox.lease(order);
    };
    start(
      clientOf(() => taken),
      { outbox: outboxBut({ lease }) },
    );
    await until(async () => (await waiting()).length === 0);
    expect(sent.map(({ body }) => body)).toEqual(['booked', 'cancelled']);
    expect(logged.filter(({ level }) => level === 'error')).toHaveLength(4);
  });

  it('sends again what it could not settle, once the lease has ended', async () => {
    await queue('1', 'booked');
    let troubles = 1;
    const settle: Outbox['settle'] = async (lease, settlement) => {
      if (troubles-- > 0) throw new Error('the disk is full');
      return store.outbox.settle(lease, settlement);
    };
    start(
      clientOf(() => taken),
      { outbox: outboxBut({ settle }) },
    );
    await until(async () => (await waiting()).length === 0);
    expect(sent.map(({ at }) => at - nine)).toEqual([0, senderLimits.leaseMs]);
  });

  it('keeps a message that it cannot make ready, and goes on with the others', async () => {
    await queue('1', 'broken');
    await queue('2', 'booked');
    const toRequest: SenderOptions['recipient']['toRequest'] = async ({ body }) => {
      if (body === 'broken') throw new Error('a bug');
      return { method: 'POST', url: 'http://x', headers: {}, body };
    };
    start(
      clientOf(() => taken),
      { recipient: { destination: 'platform', toRequest } },
    );
    await until(() => sent.length === 1 && clock.ms > nine + 60_000);
    expect(await waiting()).toEqual(['broken']);
    expect((await store.outbox.list({ limit: 1 }))[0]!.attempts).toBeGreaterThan(3);
  });
});
