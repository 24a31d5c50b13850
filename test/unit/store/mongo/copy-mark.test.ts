/** The mark of an unfinished copy: who opens such a database is refused it, and closes what was opened. */
import { jest } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { markIn, refuseUnfinishedCopy } from '../../../../src/store/mongo/copy-mark.ts';
import { MongoContents } from '../../../../src/store/mongo/mongo-contents.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import { type OpenDatabase, openDatabase } from '../../../../src/store/mongo/open-database.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import { projectSlot } from '../../../support/project-slot.ts';

describeWithMongo('a database that is an unfinished copy', () => {
  let uri: string;
  let open: OpenDatabase;
  let closed: ReturnType<typeof jest.spyOn>;
  let connected: ReturnType<typeof jest.spyOn>;

  beforeEach(async () => {
    uri = await newDatabaseUri();
    open = await openDatabase(uri);
    await markIn(open.database).insertOne({ _id: 'copy', source: 'there', run: 'r', seq: 0 });
    closed = jest.spyOn(MongoClient.prototype, 'close');
    connected = jest.spyOn(MongoClient.prototype, 'connect');
  });

  afterEach(async () => {
    closed.mockRestore();
    connected.mockRestore();
    await open.client.close();
  });

  afterAll(stopMongo);

  it('is refused to who has it open, for whom it stays open', async () => {
    await expect(refuseUnfinishedCopy(open.database)).rejects.toThrow('unfinished copy');
    expect(closed).not.toHaveBeenCalled();
  });

  it('is closed again by the store and by a reader of its contents', async () => {
    const opening = MongoResourceStore.open({ uri, projectSlot, clock: Date.now });
    await expect(opening).rejects.toMatchObject({ name: 'StoreNotUsable' });
    expect(closed).toHaveBeenCalledTimes(1);
    await expect(MongoContents.open(uri)).rejects.toMatchObject({ name: 'StoreNotUsable' });
    // Whoever is patient connects twice.
    expect(connected).toHaveBeenCalledTimes(3);
    expect(closed).toHaveBeenCalledTimes(3);
  });
});
