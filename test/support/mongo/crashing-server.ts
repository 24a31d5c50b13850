/**
 * A server that is to be killed: `node crashing-server.ts URI WORK STEP` does one kind of work, and ends by SIGKILL when the
 * step is done. Says `open`, and `acknowledged` when it has come to the end.
 */
import { MongoResourceStore } from '../../../src/store/mongo/mongo-resource-store.ts';
import { book } from '../booking-unit.ts';
import { projectSlot } from '../project-slot.ts';
import { minute, nine } from '../resources.ts';

export type Work = 'book' | 'purge' | 'send';

const works: Readonly<Record<Work, (store: MongoResourceStore) => Promise<unknown>>> = {
  /** Books `s1` as appointment `a1`. */
  book: (store) => store.transact(book('a1', ['s1'])),
  /** Removes the slots that were free yesterday. */
  purge: (store) => store.purgeSlots(nine),
  /** Sends the first message. */
  send: async (store) => {
    const [lease] = await store.outbox.lease({ destination: 'platform', limit: 1, leaseMs: minute });
    await store.outbox.settle(lease!, { kind: 'delivered' });
  },
};

const [uri = '', work = 'book', fatal = ''] = process.argv.slice(2);
const store = await MongoResourceStore.open({
  uri,
  projectSlot,
  clock: () => nine,
  onStep: (step) => {
    if (step === fatal) process.kill(process.pid, 'SIGKILL');
  },
});
process.stdout.write('open\n');
await works[work as Work](store);
process.stdout.write('acknowledged\n');
await store.close();
