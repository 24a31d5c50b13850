/** Opening a database: what is missing is made once, what cannot be used is refused in one sentence without a password. */
import { type Db, MongoServerError } from 'mongodb';
import { connectTo, openDatabase } from '../../../../src/store/mongo/open-database.ts';
import { probeEngine } from '../../../../src/store/mongo/probe-engine.ts';
import { migrations, schemaVersion } from '../../../../src/store/mongo/schema.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';

const misunderstood = 'MONGODB_URI cannot be used: it is no address that the driver understands.';

describe('a MongoDB database that cannot be used', () => {
  it.each([
    [
      'mongodb://sas:secret@127.0.0.1:1/sas?serverSelectionTimeoutMS=200',
      'The MongoDB database cannot be used: no database server answers.',
    ],
    ['mongodb://sas:secret@/sas', misunderstood],
    ['mongodb://sas:secret@a:99999/sas', misunderstood],
    ['mongodb://sas:secret@a/sas?nonsense=1', misunderstood],
  ])('is refused in one sentence, without its password: %s', async (uri, message) => {
    const opening = openDatabase(uri);
    await expect(opening).rejects.toMatchObject({
      name: 'StoreNotUsable',
      message,
    });
    const { stack = '', cause } = (await opening.catch((error: Error) => error)) as Error;
    expect(`${stack}${cause}`).not.toContain('secret');
  });

  /** An engine of which each race has as many winners as asked. */
  const engineOf = (winners: { insert: number; update: number }, versionArray = [7, 0, 0]): Db => {
    let inserts = 0;
    let updates = 0;
    return {
      admin: () => ({ command: async () => ({ version: versionArray.join('.'), versionArray }) }),
      collection: () => ({
        insertOne: async () => {
          if (++inserts > winners.insert) throw new MongoServerError({ message: 'E11000', code: 11000 });
        },
        updateOne: async () => ({ modifiedCount: ++updates > winners.update ? 0 : 1 }),
        deleteMany: async () => {},
      }),
    } as unknown as Db;
  };

  it('is refused when several win the race for an insert or for a change', async () => {
    await expect(probeEngine(engineOf({ insert: 16, update: 1 }))).rejects.toThrow(/one insert, 16 were told/);
    await expect(probeEngine(engineOf({ insert: 1, update: 3 }))).rejects.toThrow(
      /one conditional update, 3 were told/,
    );
    await expect(probeEngine(engineOf({ insert: 1, update: 1 }))).resolves.toBeUndefined();
  });

  it('is refused when it is too old', async () => {
    await expect(probeEngine(engineOf({ insert: 1, update: 1 }, [4, 2, 9]))).rejects.toThrow(
      'The MongoDB database is of version 4.2.9 and 4.4 or later is needed.',
    );
  });
});

describeWithMongo('a MongoDB database', () => {
  afterAll(stopMongo);

  it('is brought up to date by however many servers at once, and again without harm', async () => {
    const uri = await newDatabaseUri();
    const opened = await Promise.all([openDatabase(uri), openDatabase(uri), openDatabase(uri)]);
    const { database } = opened[0]!;
    expect(await schemaVersion(database)).toBe(migrations.length);
    const names = (await database.collection('versions').indexes()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['current', 'key', 'terms', 'moments', 'creation', 'time']));
    expect(await database.collection('state').countDocuments()).toBe(1);
    expect(await database.collection('probes').countDocuments()).toBe(0);
    await Promise.all(opened.map(({ client }) => client.close()));
  });

  it('that a newer program has changed is left alone', async () => {
    const uri = await newDatabaseUri();
    const { client, database } = await openDatabase(uri);
    await database
      .collection<{ _id: string; version: number }>('schema')
      .updateOne({ _id: 'schema' }, { $set: { version: 99 } });
    await expect(openDatabase(uri)).rejects.toThrow(/schema version 99 and this program knows only/);
    await client.close();
  });

  it('is called sas when the URI names none', async () => {
    const { protocol, host } = new URL(await newDatabaseUri());
    const { client, database } = await connectTo(`${protocol}//${host}/`);
    expect(database.databaseName).toBe('sas');
    await client.close();
  });
});
