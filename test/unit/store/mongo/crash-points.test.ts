/**
 * A server killed at any point of a commit, and at each of its messages to the database: the others go on, and what it was
 * doing is there as a whole or not at all, within seconds and without a restart.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import { type CommitStep, commitSteps } from '../../../../src/store/mongo/protocol.ts';
import { agendaQuery } from '../../../support/agenda-query.ts';
import { book } from '../../../support/booking-unit.ts';
import { describeWithMongo, newDatabaseUri, stopMongo, toPrimary } from '../../../support/mongo/mongo-server.ts';
import { type Fate, startProxy } from '../../../support/mongo/proxy.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { minute, nine, slot } from '../../../support/resources.ts';
import { find, put, searchOf } from '../../../support/store-access.ts';

const booker = join(import.meta.dirname, '../../../support/mongo/crashing-booker.ts');

/** Runs a booker; what it said before it ended. */
async function runBooker(uri: string, step = ''): Promise<string> {
  const child = spawn(process.execPath, [booker, uri, step], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = text(child.stdout);
  await once(child, 'exit');
  return said;
}

describeWithMongo('a server that is killed', () => {
  let uri: string;
  let store: MongoResourceStore;

  beforeEach(async () => {
    uri = await newDatabaseUri();
    store = await MongoResourceStore.open({ uri, projectSlot, clock: () => nine });
    await put(store, slot('s1', 'x'), slot('s2', 'x', { start: nine + 15 * minute }));
  });

  afterEach(() => store.close());

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

  /** Waits, writing nothing, until the booking can be seen; ten seconds at most. Then it is there as a whole. */
  async function waitForTheWhole(): Promise<void> {
    const until = Date.now() + 10_000;
    while ((await store.count('Appointment', [])) === 0 && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await picture()).toEqual(after);
  }

  const isCommitted = (step: CommitStep) => commitSteps.indexOf(step) >= commitSteps.indexOf('entry-inserted');

  it.each(commitSteps.filter((step) => !isCommitted(step)))(
    'when it has come to %s, has done nothing',
    async (step) => {
      expect(await runBooker(uri, step)).toBe('open\n');
      expect(await picture()).toEqual(before);
      expect(await store.transact(book('a2', ['s1']))).toBe('a2');
    },
  );

  it.each(commitSteps.filter(isCommitted))('when it has come to %s, has booked: others complete it', async (step) => {
    expect(await runBooker(uri, step)).toBe('open\n');
    await waitForTheWhole();
    await expect(store.transact(book('a2', ['s1']))).rejects.toMatchObject({ status: 409 });
    expect(await store.transact(book('a3', ['s2']))).toBe('a3');
  });

  it('whatever message to the database was its last, carried out or not, leaves all or nothing', async () => {
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
  });

  /** Kills a booker at a write to the database, the first after it has opened it being 1; false when it had fewer. */
  async function killAtWrite({ target, at, fate }: { target: string; at: number; fate: Fate }): Promise<boolean> {
    const proxy = await startProxy(toPrimary(target));
    const child = spawn(process.execPath, [booker, proxy.uri], { stdio: ['ignore', 'pipe', 'inherit'] });
    let isOpen = false;
    let writes = 0;
    child.stdout.once('data', () => {
      isOpen = true;
    });
    proxy.decide = ({ command }) => {
      if (!isOpen || !['insert', 'update'].includes(command) || ++writes !== at) return 'pass';
      child.kill('SIGKILL');
      return fate;
    };
    await once(child, 'exit');
    await proxy.close();
    return writes >= at;
  }
});
