import { MongoResourceStore } from '../../src/store/mongo/mongo-resource-store.ts';
import { describeWithMongo, engine, mongoUri, stopMongo } from '../support/mongo/mongo-server.ts';
import { describeOutbox } from './outbox.contract.ts';

describeWithMongo('MongoDB', () => {
  afterAll(stopMongo);

  describeOutbox(engine.name, async (base, clock) =>
    MongoResourceStore.open({ uri: await mongoUri(`sas-${base}-${process.pid}`), projectSlot: () => undefined, clock }),
  );
});
