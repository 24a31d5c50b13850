/** Opening a database: what is missing is made once, what cannot be used is refused in one sentence without a password. */
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Db, MongoServerError } from 'mongodb';
import { type MongoProxy, startProxy } from '../../../../scripts/mongo/proxy.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import { MongoUpkeep } from '../../../../src/store/mongo/mongo-upkeep.ts';
import { connectTo, openDatabase } from '../../../../src/store/mongo/open-database.ts';
import { probeEngine } from '../../../../src/store/mongo/probe-engine.ts';
import { migrations, schemaVersion } from '../../../../src/store/mongo/schema.ts';
import { driverLimits } from '../../../../src/store/mongo/time-limits.ts';
import { StoreNotUsable } from '../../../../src/store/store-not-usable.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import { isStandIn, pretendCluster } from '../../../support/mongo/pretended-cluster.ts';
import { projectSlot } from '../../../support/project-slot.ts';

const misunderstood =
  'MONGODB_URI cannot be used: it is no address that the driver understands; in a user or a password any of :/?#[]@% is written as % and its code.';

const wrongOption =
  'MONGODB_URI cannot be used: an option behind its ? is none that the driver knows, or has a value that does not go there.';

describe('a MongoDB database that cannot be used', () => {
  it.each([
    [
      'mongodb://sas:secret@127.0.0.1:1/sas?serverSelectionTimeoutMS=200',
      'The MongoDB database cannot be used: no database server answers.',
    ],
    [
      'mongodb+srv://sas:secret@nowhere.invalid/sas',
      'The MongoDB database cannot be used: no server has the name that MONGODB_URI says.',
    ],
    [
      'mongodb://sas:secret@nowhere.invalid/sas?serverSelectionTimeoutMS=1500',
      'The MongoDB database cannot be used: no server has the name that MONGODB_URI says.',
    ],
    [
      'mongodb://sas:secret@127.0.0.1:1/sas?tls=true&tlsCAFile=/nowhere.pem',
      'The MongoDB database cannot be used: a file that MONGODB_URI names is not there.',
    ],
    ...['tlsCertificateKeyFile', 'tlsCAFile', 'tlsCRLFile'].map((option) => [
      `mongodb://sas:secret@127.0.0.1:1/sas?tls=true&${option}=${tmpdir()}`,
      'The MongoDB database cannot be used: a file that MONGODB_URI names is a folder.',
    ]),
    [
      `mongodb://sas:secret@127.0.0.1:1/sas?tls=true&tlsCAFile=${import.meta.filename}/ca.pem`,
      'The MongoDB database cannot be used: a file that MONGODB_URI names is not there.',
    ],
    [
      'mongodb://sas:secret@127.0.0.1:1/admin',
      "MONGODB_URI cannot be used: the database admin is MongoDB's own; name another, and add ?authSource=admin when the user is known there.",
    ],
    ...['a.b', 'a$b', 'a%00b', 'x'.repeat(64)].map((name) => [
      `mongodb://sas:secret@127.0.0.1:1/${name}`,
      'MONGODB_URI cannot be used: it names no database that can be.',
    ]),
    ['mongodb://sas:secret@/sas', misunderstood],
    ['mongodb://sas:secret/#@a/sas', misunderstood],
    ['mongodb://sas:secret@a:99999/sas', misunderstood],
    ['mongodb://sas:secret?@a/sas', misunderstood],
    ['mongodb://sas:1?secret@a/sas', misunderstood],
    ['mongodb://sas:secret@a/sas?nonsense=1', wrongOption],
    ['mongodb://sas:secret@a/sas?replicaSet=rs0&w=', wrongOption],
    ['mongodb://sas:secret@a,b/sas?directConnection=true', wrongOption],
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
        // The end of a round.
        deleteMany: async () => {
          [inserts, updates] = [0, 0];
        },
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

  it('is the one that its URI names, even what the driver takes for none, and else sas', async () => {
    const [address = '', options] = (await newDatabaseUri()).split('?');
    const server = address.slice(0, address.lastIndexOf('/'));
    for (const name of ['prod', 'test', '']) {
      const { client, database } = await connectTo(`${server}/${name}${options ? `?${options}` : ''}`);
      expect(database.databaseName).toBe(name || 'sas');
      await client.close();
    }
    // Without a slash there is no room for options.
    if (options) return;
    const { client, database } = await connectTo(server);
    expect(database.databaseName).toBe('sas');
    await client.close();
  });

  it('that a newer program has changed is left alone', async () => {
    const uri = await newDatabaseUri();
    const { client, database } = await openDatabase(uri);
    await database
      .collection<{ _id: string; version: number }>('schema')
      .updateOne({ _id: 'schema' }, { $set: { version: 99 } });
    await expect(openDatabase(uri)).rejects.toThrow(
      /schema version 99, this program's is \d+: use a newer sas-interop\.$/,
    );
    await client.close();
  });

  (isStandIn ? describe : describe.skip)('behind which something is not as MONGODB_URI says', () => {
    let proxy: MongoProxy;

    beforeEach(async () => {
      proxy = await startProxy(await newDatabaseUri());
    });

    afterEach(() => proxy.close());

    const refusal = async (uri: string): Promise<string> => {
      const error = (await openDatabase(uri).catch((one: Error) => one)) as Error;
      expect(error).toBeInstanceOf(StoreNotUsable);
      expect(`${error.stack}${error.cause}`).not.toContain('secret');
      return error.message;
    };

    const withUser = () => proxy.uri.replace('mongodb://', 'mongodb://sas:secret@');

    it.each([
      ['a wrong password', 18, 'it does not know the user or the password'],
      [
        'no users at all',
        59,
        'it lacks a command that is needed: it is no MongoDB, or has no users while MONGODB_URI names one',
      ],
    ])('is refused in one sentence: %s', async (_what, code, reason) => {
      proxy.rewrite = (answer, request) => (request?.command === 'saslStart' ? { ok: 0, code, errmsg: 'sas' } : answer);
      expect(await refusal(withUser())).toBe(`The MongoDB database cannot be used: ${reason}.`);
    });

    it('is told to its keeper when it does not answer, though indexes may take him long', async () => {
      proxy.decide = ({ command }) => (command === 'ping' ? 'silence' : 'pass');
      const begun = performance.now();
      await expect(MongoUpkeep.open(proxy.uri, Date.now)).rejects.toThrow(StoreNotUsable);
      expect(performance.now() - begun).toBeLessThan(3 * driverLimits.socketTimeoutMS);
    });

    it('is raced for by sixteen at once', async () => {
      let [underWay, most] = [0, 0];
      proxy.decide = async ({ command, collection }): Promise<'pass'> => {
        if (command !== 'insert' || collection !== 'probes') return 'pass';
        most = Math.max(most, ++underWay);
        await delay(5);
        underWay--;
        return 'pass';
      };
      const { client } = await openDatabase(proxy.uri);
      await client.close();
      expect(most).toBe(16);
    });

    it('that lost an index is used, with a warning', async () => {
      const { client, database } = await openDatabase(proxy.uri);
      await database.collection('agenda').dropIndex('schedule');
      await client.close();
      const warnings: string[] = [];
      const warn = (warning: string) => warnings.push(warning);
      const store = await MongoResourceStore.open({ uri: proxy.uri, projectSlot, clock: Date.now, warn });
      await store.close();
      expect(warnings.filter((one) => one.includes('index'))).toEqual([
        'The MongoDB database is slow without its indexes agenda.schedule: sas store migrate makes them.',
      ]);
    });

    it('makes indexes for its keeper for longer than a request may take: a filled base has no small ones', async () => {
      const upkeep = await MongoUpkeep.open(proxy.uri, Date.now);
      let made = 0;
      proxy.decide = async ({ command }): Promise<'pass'> => {
        if (command === 'createIndexes' && made++ === 0) await delay(driverLimits.socketTimeoutMS + 200);
        return 'pass';
      };
      await upkeep.migrate();
      const left = await upkeep.pending();
      await upkeep.close();
      expect([left, made > 0]).toEqual([[], true]);
    });

    it('is refused in one sentence: a user without rights, or none', async () => {
      proxy.rewrite = (answer, request) => (request?.command === 'insert' ? { ok: 0, code: 13, errmsg: 'no' } : answer);
      expect(await refusal(proxy.uri)).toMatch(
        /^The MongoDB database cannot be used: the user .* readWrite on the database\.$/,
      );
    });

    it('is refused in one sentence: another replica set', async () => {
      expect(await refusal(`${proxy.uri}?replicaSet=rs9&serverSelectionTimeoutMS=1500`)).toBe(
        'The MongoDB database cannot be used: no server there belongs to the replica set that MONGODB_URI names.',
      );
    });

    it('is refused in one sentence: a replica set without a primary', async () => {
      const { host } = new URL(proxy.uri);
      proxy.rewrite = (answer) => ({ ...answer, setName: 'rs0', hosts: [host], ismaster: false, secondary: true });
      expect(await refusal(`${proxy.uri}?replicaSet=rs0&serverSelectionTimeoutMS=1500`)).toBe(
        'The MongoDB database cannot be used: its replica set has no primary now, so nothing can be written.',
      );
    });
  });

  (isStandIn ? it : it.skip)('of a single server is opened with a warning, of a replica set without', async () => {
    const uri = await newDatabaseUri();
    const cluster = await pretendCluster(uri, 'replica set');
    const warnings: string[] = [];
    const options = { projectSlot, clock: Date.now, warn: (warning: string) => warnings.push(warning) };
    await (await MongoResourceStore.open({ ...options, uri: cluster.uri })).close();
    expect(warnings).toEqual([]);
    await cluster.close();
    await (await MongoResourceStore.open({ ...options, uri })).close();
    expect(warnings).toEqual([expect.stringContaining('single server without a replica set')]);
  });

  it('is called sas when the URI names none', async () => {
    const { client, database } = await connectTo((await newDatabaseUri()).replace(/\/sas-test-[^?]*/, '/'));
    expect(database.databaseName).toBe('sas');
    await client.close();
  });
});
