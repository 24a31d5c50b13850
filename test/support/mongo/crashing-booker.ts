/** A server that is to be killed: books `s1` as appointment `a1`, and ends by SIGKILL when a step of the commit is done. */
import { MongoResourceStore } from '../../../src/store/mongo/mongo-resource-store.ts';
import { book } from '../booking-unit.ts';
import { projectSlot } from '../project-slot.ts';
import { nine } from '../resources.ts';

const [uri = '', fatal = ''] = process.argv.slice(2);
const store = await MongoResourceStore.open({
  uri,
  projectSlot,
  clock: () => nine,
  onStep: (step) => {
    if (step === fatal) process.kill(process.pid, 'SIGKILL');
  },
});
process.stdout.write('open\n');
await store.transact(book('a1', ['s1']));
process.stdout.write('acknowledged\n');
await store.close();
