/**
 * A server killed at any point of a commit, and at each of its messages to the database: the others go on, and what it was
 * doing is there as a whole or not at all, within seconds and without a restart.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Fate, startProxy } from '../../../../scripts/mongo/proxy.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import { type CommitStep, commitSteps, type OutboxStep, outboxSteps } from '../../../../src/store/mongo/protocol.ts';
import { patience, rounds } from '../../../chaos/scale.ts';
import { agendaQuery } from '../../../support/agenda-query.ts';
import { book } from '../../../support/booking-unit.ts';
import type { Work } from '../../../support/mongo/crashing-server.ts';
import { describeWithMongo, newDatabaseUri, stopMongo, toPrimary } from '../../../support/mongo/mongo-server.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { minute, nine, slot } from '../../../support/resources.ts';
import { find, put, searchOf } from '../../../support/store-access.ts';
import { until } from '../../../support/until.ts';

const script = join(import.meta.dirname, '../../../support/mongo/crashing-server.ts');

type Step = CommitStep | OutboxStep;

/** Runs a server that ends when it has come to a step of its work; what it said before. */
async function runTo(step: Step, work: Work, uri: string): Promise<string> {
  const child = startCrashing(uri, work, step);
  const [said] = await Promise.all([text(child.stdout!), once(child, 'exit')]);
  return said;
}

const children: ChildProcess[] = [];

function startCrashing(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

describeWithMongo('a server that is killed', () => {
  let uri: string;
  let store: MongoResourceStore;

  beforeEach(async () => {
    uri = await newDatabaseUri();
    store = await MongoResourceStore.open({ uri, projectSlot, clock: () => nine });
    await put(store, slot('s1', 'x'), slot('s2', 'x', { start: nine + 15 * minute }));
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await store.close();
  });

  afterAll(stopMongo);

  /** All that a booking changes, as this server sees it. */
  async function picture() {
    const agenda = await store.agenda(agendaQuery());
    const claim = await store.transact({
      sees: { claims: ['s1'] },
      decide: (seen) => {
        const holder = seen.claim('s1')?.holder;
        return { changes: [], answer: () => holder };
      },
    });
    return {
      free: (await find(store, 'Slot?status=free')).toSorted(),
      shown: agenda.total,
      appointments: await store.count('Appointment', searchOf('Appointment?status=booked').criteria),
      messages: (await store.outbox.list({ limit: 10 })).length,
      claim,
    };
  }

  const before = { free: ['s1', 's2'], shown: 2, appointments: 0, messages: 0, claim: undefined };
  const after = { free: ['s2'], shown: 1, appointments: 1, messages: 1, claim: 'Appointment/a1' };

  /** Others complete it within ten seconds. */
  const completion = { withinMs: 10_000, everyMs: 100 };

  /** Waits, writing nothing, until the booking can be seen. Then it is there as a whole. */
  async function waitForTheWhole(): Promise<void> {
    const isSeen = async () => (await store.count('Appointment', [])) > 0;
    await until(isSeen, { what: 'the booking', ...completion });
    expect(await picture()).toEqual(after);
  }

  const isCommitted = (step: CommitStep) => commitSteps.indexOf(step) >= commitSteps.indexOf('entry-inserted');

  it.each(commitSteps.filter((step) => !isCommitted(step)))(
    'when it has come to %s, has done nothing',
    async (step) => {
      expect(await runTo(step, 'book', uri)).toBe('open\n');
      expect(await picture()).toEqual(before);
      expect(await store.transact(book('a2', ['s1']))).toBe('a2');
    },
  );

  it.each(commitSteps.filter(isCommitted))('when it has come to %s, has booked: others complete it', async (step) => {
    expect(await runTo(step, 'book', uri)).toBe('open\n');
    await waitForTheWhole();
    await expect(store.transact(book('a2', ['s1']))).rejects.toMatchObject({ status: 409 });
    expect(await store.transact(book('a3', ['s2']))).toBe('a3');
  });

  const yesterday = nine - 24 * 60 * minute;
  const past = { type: 'Slot', id: 'past' } as const;

  it.each(commitSteps.filter(isCommitted).slice(0, rounds(1, commitSteps.length)))(
    'when it has come to %s of a purge, has purged: others complete it',
    async (step) => {
      await put(store, slot('past', 'x', { start: yesterday }));
      expect(await runTo(step, 'purge', uri)).toBe('open\n');
      await until(async () => (await store.read(past)) === undefined, { what: 'the purge', ...completion });
      expect((await store.history({ ...past, count: 10 })).versions).toEqual([]);
      expect((await store.agenda(agendaQuery({ from: yesterday }))).total).toBe(2);
      expect(await picture()).toEqual(before);
    },
  );

  it.each(outboxSteps)('when it has come to %s, has left each message to one sender', async (step) => {
    await store.transact(book('a1', ['s1']));
    await store.transact(book('a2', ['s2']));
    expect(await runTo(step, 'send', uri)).toBe('open\n');
    const leaseOthers = (of: MongoResourceStore) =>
      of.outbox.lease({ destination: 'platform', limit: 10, leaseMs: minute });
    const subjects = async (of: MongoResourceStore) => (await leaseOthers(of)).map(({ subject }) => subject);
    expect(await subjects(store)).toEqual(['Appointment/a2']);
    // Once the lease of who was killed is over, what it had not settled is another's.
    const later = await MongoResourceStore.open({ uri, projectSlot, clock: () => nine + 2 * minute });
    const waiting = step === 'message-leased' ? ['Appointment/a1', 'Appointment/a2'] : ['Appointment/a2'];
    expect((await subjects(later)).toSorted()).toEqual(waiting);
    await later.close();
  });

  it(
    'whatever message to the database was its last, carried out or not, leaves all or nothing',
    async () => {
      const outcomes: string[] = [];
      for (let at = 1; ; at++) {
        for (const fate of ['cut-before', 'cut-after'] as const) {
          const freshUri = await newDatabaseUri();
          await store.close();
          store = await MongoResourceStore.open({ uri: freshUri, projectSlot, clock: () => nine });
          await put(store, slot('s1', 'x'), slot('s2', 'x', { start: nine + 15 * minute }));
          const reached = await killAtWrite({ target: freshUri, at, fate });
          if (!reached) {
            expect(new Set(outcomes)).toEqual(new Set(['nothing', 'all']));
            return;
          }
          const next = await store.transact(book('a2', ['s1'])).catch((error: { status: number }) => error.status);
          expect([409, 'a2']).toContain(next);
          if (next === 409) expect(await picture()).toEqual(after);
          else expect(await picture()).toEqual({ ...after, claim: 'Appointment/a2' });
          outcomes.push(next === 409 ? 'all' : 'nothing');
        }
      }
    },
    patience,
  );

  /** Kills a booker at a write to the database, the first after it has opened it being 1; false when it had fewer. */
  async function killAtWrite({ target, at, fate }: { target: string; at: number; fate: Fate }): Promise<boolean> {
    const proxy = await startProxy(toPrimary(target));
    const child = startCrashing(proxy.uri, 'book');
    let isOpen = false;
    let writes = 0;
    child.stdout!.once('data', () => {
      isOpen = true;
    });
    proxy.decide = ({ command }) => {
      if (!isOpen || !['insert', 'update'].includes(command) || ++writes !== at) return 'pass';
      child.kill('SIGKILL');
      return fate;
    };
    try {
      await once(child, 'exit');
    } finally {
      await proxy.close();
    }
    return writes >= at;
  }
});
