import { MongoResourceStore } from '../../src/store/mongo/mongo-resource-store.ts';
import { describeWithMongo, engine, newDatabaseUri, stopMongo } from '../support/mongo/mongo-server.ts';
import { describeOutbox } from './outbox.contract.ts';

describeWithMongo('MongoDB', () => {
  afterAll(stopMongo);

  describeOutbox(engine.name, async (base, clock) =>
    MongoResourceStore.open({ uri: await newDatabaseUri(base), projectSlot: () => undefined, clock }),
  );
});
