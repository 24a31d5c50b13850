import { MongoResourceStore } from '../../src/store/mongo/mongo-resource-store.ts';
import { describeWithMongo, engine, newDatabaseUri, stopMongo } from '../support/mongo/mongo-server.ts';
import { describeResourceStore } from './resource-store.contract.ts';

describeWithMongo('MongoDB', () => {
  afterAll(stopMongo);

  describeResourceStore(engine.name, async (settings) =>
    MongoResourceStore.open({ uri: await newDatabaseUri(), ...settings }),
  );
});
