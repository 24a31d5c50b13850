import { newDatabase, newDataDir, removeDataDirs } from '../support/bases.ts';
import { describeWithMongo, engine, stopMongo } from '../support/mongo/mongo-server.ts';
import { describeStoreContents } from './store-contents.contract.ts';

afterAll(removeDataDirs);

describeStoreContents('SQLite', newDataDir);

describeWithMongo('MongoDB', () => {
  afterAll(stopMongo);

  describeStoreContents(engine.name, newDatabase);
});
