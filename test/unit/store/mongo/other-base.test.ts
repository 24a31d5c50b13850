/**
 * The base under a running server is suddenly another: emptied, put back to an older state, or gone on with for so long that
 * the log was removed. Nothing is acknowledged that is not there, and everybody is told to start the server again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Db, MongoClient } from 'mongodb';
import { startProxy } from '../../../../scripts/mongo/proxy.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import { book } from '../../../support/booking-unit.ts';
import { describeWithMongo, newDatabaseUri, stopMongo, toPrimary } from '../../../support/mongo/mongo-server.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { nine, slot } from '../../../support/resources.ts';
import { find, put } from '../../../support/store-access.ts';
import { until } from '../../../support/until.ts';

const hour = 3_600_000;
const startAgain = { status: 503, message: expect.stringContaining('start the server again') };

describeWithMongo('a base that is suddenly another', () => {
  let uri: string;
  let store: MongoResourceStore;
  let client: MongoClient;
  let database: Db;
  const warnings: string[] = [];
  const clockOfMachine = Date.now;

  beforeEach(async () => {
    uri = await newDatabaseUri();
    const warn = (warning: string) => warnings.push(warning);
    store = await MongoResourceStore.open({ uri, projectSlot, clock: () => nine, warn });
    client = await MongoClient.connect(uri);
    database = client.db(new URL(uri).pathname.slice(1));
    await put(store, slot('s1', 'x'), slot('s2', 'x'));
    // What it says of the topology.
    warnings.length = 0;
  });

  afterEach(async () => {
    Date.now = clockOfMachine;
    await client.close();
    await store.close();
  });

  afterAll(stopMongo);

  async function demandNothingWorks(): Promise<void> {
    await expect(store.check()).rejects.toMatchObject(startAgain);
    await expect(store.read({ type: 'Slot', id: 's1' })).rejects.toMatchObject(startAgain);
    await expect(store.transact(book('a1', ['s1']))).rejects.toMatchObject(startAgain);
  }

  it.each([
    ['at once', 0],
    ['after a while', 1100],
  ])('when it was emptied, a booking %s is not acknowledged', async (_, waited) => {
    await database.dropDatabase();
    await delay(waited);
    await expect(store.transact(book('a1', ['s1']))).rejects.toMatchObject(startAgain);
    await demandNothingWorks();
  });

  it('when it was emptied, the log of the server says so once', async () => {
    await database.dropDatabase();
    await until(() => warnings.length > 0, { what: 'the warning' });
    // It looks again every second.
    await delay(2500);
    expect(warnings).toEqual([startAgain.message]);
  });

  it('when it was emptied and begun anew by another server, a booking is not acknowledged', async () => {
    await database.dropDatabase();
    const other = await MongoResourceStore.open({ uri, projectSlot, clock: () => nine });
    await demandNothingWorks();
    await other.close();
  });

  it('when it was emptied and begun anew, nothing of what this server was about to write is in it', async () => {
    // Who has seen no others for a second decides over the state that it made itself.
    await delay(1100);
    await put(store, slot('s2', 'x', { comment: 'changed' }));
    await database.dropDatabase();
    const other = await MongoResourceStore.open({ uri, projectSlot, clock: () => nine });
    try {
      await put(other, slot('s3', 'x'), slot('s4', 'x'), slot('s7', 'x'));
      // It has just committed number 3 itself, and the base is at 3.
      await expect(put(store, slot('s9', 'x'))).rejects.toMatchObject(startAgain);
      expect(await database.collection('log').countDocuments({ 'effects.id': 's9' })).toBe(0);
      await put(other, slot('s5', 'x'), slot('s6', 'x'));
      expect(await find(other, 'Slot?')).toEqual(['s3', 's4', 's7', 's5', 's6']);
      expect(await database.collection('versions').countDocuments({ id: 's9' })).toBe(0);
    } finally {
      await other.close();
    }
  });

  it('when it is emptied and begun anew while an entry is on its way, nothing of that is in it', async () => {
    const proxy = await startProxy(toPrimary(uri));
    const far = await MongoResourceStore.open({ uri: proxy.uri, projectSlot, clock: () => nine });
    let other: MongoResourceStore | undefined;
    proxy.decide = async ({ command, collection }): Promise<'pass'> => {
      if (other || command !== 'insert' || collection !== 'log') return 'pass';
      await delay(100);
      await database.dropDatabase();
      other = await MongoResourceStore.open({ uri, projectSlot, clock: () => nine });
      await put(other, slot('s3', 'x'), slot('s4', 'x'));
      return 'pass';
    };
    try {
      await expect(put(far, slot('s9', 'x'))).rejects.toMatchObject(startAgain);
      await put(other!, slot('s5', 'x'), slot('s6', 'x'));
      expect(await find(other!, 'Slot?')).toEqual(['s3', 's4', 's5', 's6']);
      expect(await database.collection('versions').countDocuments({ id: 's9' })).toBe(0);
      expect(await database.collection('log').countDocuments({ 'effects.id': 's9' })).toBe(0);
    } finally {
      await Promise.all([far.close(), other?.close()]);
      await proxy.close();
    }
  });

  it('when it was emptied and others have written as much again, nothing works either', async () => {
    await database.dropDatabase();
    const other = await MongoResourceStore.open({ uri, projectSlot, clock: () => nine });
    try {
      await put(other, ...['s3', 's4', 's5', 's6'].map((id) => slot(id, 'x')));
      await demandNothingWorks();
    } finally {
      await other.close();
    }
  });

  it('when it was put back, which was seen, and others have written as much again, nothing works either', async () => {
    await database.collection('state').updateOne({}, { $set: { seq: 1, directory: 0 } });
    await until(() => warnings.length > 0, { what: 'the warning' });
    await database.collection('state').updateOne({}, { $set: { seq: 9, directory: 0 } });
    await demandNothingWorks();
  });

  it("an entry of another base stands in nobody's way, and is not carried out", async () => {
    const foreign = {
      _id: 2,
      commit: 'c',
      after: { seq: 3, at: nine, directory: 0, base: 'other' },
      effects: [{ kind: 'claim', slotId: 's1', holder: 'Appointment/x', seq: 3 }],
    };
    const log = database.collection<{ _id: number }>('log');
    await log.insertOne(foreign);
    expect(await store.transact(book('a1', ['s1']))).toBe('a1');
    await log.insertOne({ ...foreign, _id: (await database.collection('state').findOne())!.seq as number });
    await until(async () => (await log.countDocuments({ commit: 'c' } as object)) === 0, { what: 'its removal' });
    expect(await database.collection('claims').countDocuments({ holder: 'Appointment/x' })).toBe(0);
  });

  it('when it was put back to an older state, nothing of it is told', async () => {
    await database.collection('state').updateOne({}, { $set: { seq: 1, directory: 0 } });
    await demandNothingWorks();
  });

  it.each([
    ['back', -8 * hour],
    ['forth', 8 * hour],
  ])(
    "when others went on until the log was removed, and the machine's clock was put %s, a booking is there",
    async (_, step) => {
      Date.now = () => clockOfMachine() - 20 * hour;
      const alone = await MongoResourceStore.open({ uri, projectSlot, clock: () => nine });
      await put(alone, slot('s3', 'x'));
      Date.now = clockOfMachine;
      for (const start of [nine, nine + hour]) await put(alone, slot('s3', 'x', { start }));
      await store.transact(book('a1', ['s1']));
      await delay(1100);
      await database.collection('log').deleteMany({});
      Date.now = () => clockOfMachine() + step;
      expect(await alone.transact(book('a2', ['s2']))).toBe('a2');
      expect(await store.read({ type: 'Appointment', id: 'a2' })).toBeDefined();
      await alone.close();
    },
  );
});
