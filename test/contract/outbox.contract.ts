/**
 * What every Outbox does, whatever keeps the data: order within a line, one sender at a time, nothing lost. Two servers
 * on one base are two stores opened on it.
 */
import type { DeliveryFailure, Lease, Outbox, OutboxEntry, Settlement } from '../../src/store/outbox.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import type { Change } from '../../src/store/unit-of-work.ts';

/** Opens a base by name: a new name is an empty base, a name given before the same base once more. */
export type OpenBase = (base: string, clock: () => number) => Promise<ResourceStore>;

const nine = Date.parse('2026-11-23T09:00:00+01:00');
const leaseMs = 60_000;
const failure: DeliveryFailure = { at: nine, reason: 'HTTP 422', answer: '{"resourceType":"OperationOutcome"}' };
const delivered: Settlement = { kind: 'delivered' };
const parked: Settlement = { kind: 'parked', failure };

/** All rules of the port, for one store. */
export function describeOutbox(name: string, open: OpenBase): void {
  describe(`the outbox of ${name}`, () => {
    const clock = { ms: nine };
    let bases = 0;
    let base = '';
    let opened: ResourceStore[] = [];
    let store: ResourceStore;
    let outbox: Outbox;

    const openServer = async (): Promise<ResourceStore> => {
      const server = await open(base, () => clock.ms);
      opened.push(server);
      return server;
    };

    beforeEach(async () => {
      clock.ms = nine;
      base = `outbox-${++bases}`;
      store = await openServer();
      outbox = store.outbox;
    });

    afterEach(async () => {
      for (const server of opened) await server.close();
      opened = [];
    });

    /** Queues `body` for `1/platform` or just `1`: a subject and where it goes, the platform unless said otherwise. */
    const queue = (line: string, ...bodies: string[]): Promise<unknown> => {
      const [subject = '', destination = 'platform'] = line.split('/');
      const changes = bodies.map((body): Change => ({ kind: 'send', destination, subject, body }));
      return store.transact({ sees: {}, decide: () => ({ changes, answer: () => undefined }) });
    };
    const lease = (from: Outbox = outbox, limit = 10, destination = 'platform'): Promise<readonly Lease[]> =>
      from.lease({ destination, limit, leaseMs });
    const leaseOne = async (from: Outbox = outbox): Promise<Lease> => (await lease(from))[0]!;
    const all = (): Promise<readonly OutboxEntry[]> => outbox.list({ limit: 1000 });
    const bodiesOf = (some: readonly { readonly body: string }[]): string[] => some.map(({ body }) => body);

    describe('leasing', () => {
      it('gives nothing when nothing was queued', async () => {
        expect(await lease()).toEqual([]);
        expect(await outbox.nextDue('platform')).toBeUndefined();
        expect(await all()).toEqual([]);
      });

      it('gives a message with all that its sender needs', async () => {
        await queue('1', 'booked');
        expect(await outbox.nextDue('platform')).toBe(nine);
        const [first, ...others] = await lease();
        expect(first).toEqual({
          id: expect.any(String),
          destination: 'platform',
          subject: '1',
          body: 'booked',
          attempt: 1,
          fence: 1,
          until: nine + leaseMs,
        });
        expect(others).toEqual([]);
      });

      it('gives only the first message of each line, and no second one while the lease lasts', async () => {
        await queue('1', 'a1', 'a2');
        await queue('2', 'b1');
        expect(bodiesOf(await lease()).toSorted()).toEqual(['a1', 'b1']);
        await queue('1', 'a3');
        clock.ms = nine + leaseMs - 1;
        expect(await lease()).toEqual([]);
        expect(await outbox.nextDue('platform')).toBe(nine + leaseMs);
      });

      it('keeps destinations apart: the same subject is a line in each', async () => {
        await queue('1', 'to the platform');
        await queue('1/agenda', 'to the agenda');
        expect(bodiesOf(await lease(outbox, 10, 'agenda'))).toEqual(['to the agenda']);
        expect(bodiesOf(await lease())).toEqual(['to the platform']);
        expect(await lease(outbox, 10, 'elsewhere')).toEqual([]);
      });

      it('gives at most as many as asked, those due longest first', async () => {
        await queue('1', 'late');
        await outbox.settle(await leaseOne(), { kind: 'retry', at: nine + 2000 });
        await queue('2', 'early');
        clock.ms = nine + 2000;
        await queue('3', 'last');
        expect(bodiesOf(await lease(outbox, 2))).toEqual(['early', 'late']);
        expect(bodiesOf(await lease(outbox, 2))).toEqual(['last']);
      });

      it('counts every attempt before it is made: of the message, and of the line for ever', async () => {
        await queue('1', 'a1', 'a2');
        const counts: number[][] = [];
        for (const settlement of [{ kind: 'retry', at: nine } as const, delivered, delivered]) {
          const one = await leaseOne();
          expect((await outbox.find(one.id))?.attempts).toBe(one.attempt);
          counts.push([one.attempt, one.fence]);
          await outbox.settle(one, settlement);
        }
        await queue('1', 'a3');
        const { attempt, fence } = await leaseOne();
        expect([...counts, [attempt, fence]]).toEqual([
          [1, 1],
          [2, 2],
          [1, 3],
          [1, 4],
        ]);
      });

      it('gives the message again when the lease has ended unsettled: its server was killed', async () => {
        await queue('1', 'a1', 'a2');
        await lease();
        clock.ms = nine + leaseMs;
        expect(await leaseOne()).toMatchObject({ body: 'a1', attempt: 2, fence: 2, until: nine + 2 * leaseMs });
      });
    });

    describe('settling', () => {
      it('makes room for the next message of the line at once', async () => {
        await queue('1', 'a1', 'a2');
        expect(await outbox.settle(await leaseOne(), delivered)).toBe(true);
        expect(bodiesOf(await lease())).toEqual(['a2']);
        expect(bodiesOf(await all())).toEqual(['a2']);
      });

      it('leaves nothing due behind the last message', async () => {
        await queue('1', 'a1');
        await outbox.settle(await leaseOne(), delivered);
        expect(await outbox.nextDue('platform')).toBeUndefined();
        expect(await all()).toEqual([]);
      });

      it('holds the line back until the time of the retry, and remembers why', async () => {
        await queue('1', 'a1', 'a2');
        await outbox.settle(await leaseOne(), { kind: 'retry', at: nine + 5000, failure });
        clock.ms = nine + 4999;
        expect(await lease()).toEqual([]);
        expect(await outbox.nextDue('platform')).toBe(nine + 5000);
        expect(await all()).toMatchObject([
          { body: 'a1', state: 'waiting', attempts: 1, dueAt: nine + 5000, lastFailure: failure },
          { body: 'a2', state: 'waiting', attempts: 0 },
        ]);
        clock.ms = nine + 5000;
        expect(bodiesOf(await lease())).toEqual(['a1']);
      });

      it('parks a message, which then goes no more by itself', async () => {
        await queue('1', 'a1');
        await outbox.settle(await leaseOne(), parked);
        clock.ms = nine + 1000 * leaseMs;
        expect(await lease()).toEqual([]);
        expect(await outbox.nextDue('platform')).toBeUndefined();
        expect(await outbox.list({ isParked: true, limit: 10 })).toEqual([
          expect.objectContaining({ body: 'a1', state: 'parked', attempts: 1, queuedAt: nine, lastFailure: failure }),
        ]);
      });

      it.each([
        ['a later message that was queued meanwhile', true],
        ['a later message that comes afterwards', false],
      ])('lets %s take the place of a parked one', async (_, isQueuedBefore) => {
        await queue('1', 'a1');
        if (isQueuedBefore) await queue('1', 'a2');
        await outbox.settle(await leaseOne(), parked);
        if (!isQueuedBefore) await queue('1', 'a2');
        const second = await leaseOne();
        expect(second).toMatchObject({ body: 'a2', fence: 2 });
        expect(bodiesOf(await outbox.list({ isParked: true, limit: 10 }))).toEqual(['a1']);
        await outbox.settle(second, delivered);
        expect(await all()).toEqual([]);
      });

      it('shows one parked message a line: the last', async () => {
        await queue('1', 'a1', 'a2');
        await outbox.settle(await leaseOne(), parked);
        await outbox.settle(await leaseOne(), parked);
        expect(bodiesOf(await all())).toEqual(['a2']);
      });

      it('is refused to a server whose lease another has taken over', async () => {
        await queue('1', 'a1', 'a2');
        const stale = await leaseOne();
        clock.ms = nine + leaseMs;
        const second = (await openServer()).outbox;
        const live = await leaseOne(second);
        for (const settlement of [delivered, parked, { kind: 'retry', at: nine } as const]) {
          expect(await outbox.settle(stale, settlement)).toBe(false);
        }
        expect(bodiesOf(await all())).toEqual(['a1', 'a2']);
        expect(await lease()).toEqual([]);
        expect(await second.settle(live, delivered)).toBe(true);
        expect(bodiesOf(await lease())).toEqual(['a2']);
      });

      it('is done once', async () => {
        await queue('1', 'a1', 'a2');
        const first = await leaseOne();
        expect(await outbox.settle(first, { kind: 'retry', at: nine + 9000 })).toBe(true);
        expect(await outbox.settle(first, delivered)).toBe(false);
        expect(bodiesOf(await all())).toEqual(['a1', 'a2']);
      });

      it('still counts when the lease has ended but nobody took the line', async () => {
        await queue('1', 'a1');
        const late = await leaseOne();
        clock.ms = nine + 2 * leaseMs;
        expect(await outbox.settle(late, delivered)).toBe(true);
        expect(await all()).toEqual([]);
      });
    });

    describe('the operator', () => {
      it('sees the messages in order, page by page', async () => {
        await queue('1', 'a1', 'a2', 'a3');
        await queue('2', 'b1');
        const first = await outbox.list({ limit: 3 });
        expect(bodiesOf(first)).toEqual(['a1', 'a2', 'a3']);
        expect(bodiesOf(await outbox.list({ limit: 3, after: first.at(-1)!.id }))).toEqual(['b1']);
      });

      it('sees which message is being sent, until the lease ends', async () => {
        await queue('1', 'a1', 'a2');
        await lease();
        const statesOf = async () => (await all()).map(({ state, dueAt }) => [state, dueAt]);
        expect(await statesOf()).toEqual([
          ['sending', undefined],
          ['waiting', undefined],
        ]);
        clock.ms = nine + leaseMs;
        expect(await statesOf()).toEqual([
          ['waiting', nine + leaseMs],
          ['waiting', undefined],
        ]);
      });

      it('finds a message by its id, and no other', async () => {
        await queue('1', 'a1');
        const [entry] = await all();
        expect(await outbox.find(entry!.id)).toEqual(entry);
        for (const id of ['0', '999', 'x', '']) {
          expect(await outbox.find(id)).toBeUndefined();
          expect(await outbox.retry(id)).toBe(false);
        }
      });

      it('has a parked message sent again', async () => {
        await queue('1', 'a1');
        const first = await leaseOne();
        await outbox.settle(first, parked);
        clock.ms += 1000;
        expect(await outbox.retry(first.id)).toBe(true);
        expect(await leaseOne()).toMatchObject({ body: 'a1', attempt: 2, fence: 2 });
      });

      it('has a message that waits for its retry sent now', async () => {
        await queue('1', 'a1');
        const first = await leaseOne();
        await outbox.settle(first, { kind: 'retry', at: nine + 300_000, failure });
        await outbox.retry(first.id);
        expect(bodiesOf(await lease())).toEqual(['a1']);
      });

      it('cannot have a message sent twice at a time', async () => {
        await queue('1', 'a1');
        const { id } = await leaseOne();
        await outbox.retry(id);
        expect(await lease()).toEqual([]);
      });

      it('cannot have a parked message overtake the one that took its place', async () => {
        await queue('1', 'a1', 'a2');
        const first = await leaseOne();
        await outbox.settle(first, parked);
        const second = await leaseOne();
        await outbox.retry(first.id);
        expect(await lease()).toEqual([]);
        await outbox.settle(second, delivered);
        expect(await all()).toEqual([]);
      });
    });

    describe('several servers', () => {
      it('lease each line once, however many ask at a time', async () => {
        for (let n = 0; n < 20; n++) await queue(String(n), `m${n}`);
        const servers = [outbox, (await openServer()).outbox, (await openServer()).outbox];
        const leases = await Promise.all(servers.flatMap((one) => [lease(one, 4), lease(one, 4), lease(one, 4)]));
        const bodies = bodiesOf(leases.flat());
        expect(bodies).toHaveLength(20);
        expect(new Set(bodies).size).toBe(20);
      });

      it('find what another has queued', async () => {
        const second = await openServer();
        await queue('1', 'a1');
        expect(await second.outbox.nextDue('platform')).toBe(nine);
        expect(bodiesOf(await lease(second.outbox))).toEqual(['a1']);
      });
    });

    it('calls back once a message is queued and can be leased, and no more when told so', async () => {
      const seen: number[] = [];
      const stop = outbox.onQueued(() => seen.push(seen.length));
      const called = new Promise<readonly Lease[]>((resolve) => {
        outbox.onQueued(() => resolve(lease()));
      });
      await queue('1', 'a1');
      expect(bodiesOf(await called)).toEqual(['a1']);
      expect(seen).toEqual([0]);
      stop();
      await queue('2', 'b1');
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(seen).toEqual([0]);
    });
  });
}
