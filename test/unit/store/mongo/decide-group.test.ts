/** Units that are decided together: what is wrong with one is not the others' trouble. */
import { randomUUID } from 'node:crypto';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { nine, slot } from '../../../support/resources.ts';
import { put } from '../../../support/store-access.ts';

describeWithMongo('units that are decided together', () => {
  afterAll(stopMongo);

  it('one that asks for another thing each time it is made is refused, and the others are committed', async () => {
    const store = await MongoResourceStore.open({ uri: await newDatabaseUri(), projectSlot, clock: () => nine });
    const restless = store.transact({
      sees: {},
      decide: (seen) => {
        seen.version({ type: 'Slot', id: randomUUID() });
        return { changes: [], answer: () => 'done' };
      },
    });
    const other = put(store, slot('s1', 'x'));
    await expect(restless).rejects.toThrow('wanted to see more after 6000 reads');
    expect(await other).toHaveLength(1);
    await store.close();
  });
});
