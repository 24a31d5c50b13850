/** How collections may be sharded, and what the start and the upkeep of a sharded base make of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Double, MongoClient } from 'mongodb';
import { MongoUpkeep } from '../../../../src/store/mongo/mongo-upkeep.ts';
import { connectTo, openDatabase } from '../../../../src/store/mongo/open-database.ts';
import {
  readShardKeys,
  type ShardKey,
  shardingCommands,
  shardingFaults,
} from '../../../../src/store/mongo/sharding.ts';
import { newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import { describeOnStandIn, type PretendedCluster, pretendCluster } from '../../../support/mongo/pretended-cluster.ts';

const keysOf = (keys: Record<string, ShardKey>) => new Map(Object.entries(keys));

describe('collections that are sharded', () => {
  it('are right without any, and by the keys that docs/mongodb.md names', () => {
    expect(shardingFaults(new Map())).toEqual([]);
    const right = {
      log: { _id: 'hashed' },
      state: { _id: 1 },
      lines: { _id: 'hashed' },
      versions: { key: 1 },
      claims: { key: 'hashed' },
      agenda: { schedule: 1, start: 1 },
    } as const;
    expect(shardingFaults(keysOf(right))).toEqual([]);
  });

  it.each<[string, ShardKey, string]>([
    [
      'log',
      { commit: 1 },
      "sharded by { commit: 1 }, and must not be sharded or be sharded by { _id: 'hashed' } or { _id: 1 }",
    ],
    ['lines', { destination: 1, _id: 1 }, 'sharded by { destination: 1, _id: 1 }'],
    ['versions', { _id: 'hashed' }, "must not be sharded or be sharded by { key: 1 } or { key: 'hashed' }"],
    ['agenda', { start: 1, schedule: 1 }, 'sharded by { start: 1, schedule: 1 }'],
  ])('are wrong when %s is sharded by %j', (name, key, sentence) => {
    const faults = shardingFaults(keysOf({ [name]: key }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`the collection ${name} is `);
    expect(faults[0]).toContain(sentence);
  });

  it('have their commands in docs/mongodb.md', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../../docs/mongodb.md'), 'utf8');
    const commands = shardingCommands('sas');
    expect(commands.length).toBeGreaterThan(2);
    for (const command of commands) expect(text).toContain(command);
  });
});

describeOnStandIn('a base on a sharded cluster', () => {
  let cluster: PretendedCluster;
  let uri: string;

  beforeEach(async () => {
    uri = await newDatabaseUri();
    cluster = await pretendCluster(uri, 'sharded cluster');
  });

  afterEach(() => cluster.close());

  afterAll(stopMongo);

  const nameOf = (collection: string) => `${new URL(uri).pathname.slice(1)}.${collection}`;

  /** Writes into the cluster's list what `sh.shardCollection` does. The shell's numbers are doubles. */
  async function shard(keys: Record<string, object>, more: object = {}): Promise<void> {
    const client = new MongoClient(uri);
    const list = client.db('config').collection<{ _id: string }>('collections');
    await list.insertMany(Object.entries(keys).map(([name, key]) => ({ _id: nameOf(name), key, ...more })));
    await client.close();
  }

  const indexOf = async (collection: string, index: string) => {
    const { client, database } = await connectTo(uri);
    const found = (await database.collection(collection).indexes()).find(({ name }) => name === index);
    await client.close();
    return found;
  };

  it('has its index of current rows without unique where the collection is sharded, and is then up to date', async () => {
    await shard({ versions: { key: new Double(1) }, agenda: { schedule: new Double(1), start: new Double(1) } });
    const { client } = await openDatabase(cluster.uri);
    await client.close();
    expect((await indexOf('versions', 'current'))?.unique).toBeUndefined();
    expect((await indexOf('claims', 'current'))?.unique).toBe(true);
    const upkeep = await MongoUpkeep.open(cluster.uri, Date.now);
    expect(await upkeep.pending()).toEqual([]);
    const facts = await upkeep.examine();
    expect(facts.find(({ name }) => name === 'sharding')).toMatchObject({
      verdict: 'good',
      text: 'versions by { key: 1 }, agenda by { schedule: 1, start: 1 }',
    });
    await upkeep.close();
  });

  it('that was made before it was sharded has that index made anew by sas store migrate', async () => {
    await (await openDatabase(uri)).client.close();
    await shard({ claims: { key: 1 } });
    const upkeep = await MongoUpkeep.open(cluster.uri, Date.now);
    expect(await upkeep.pending()).toEqual(['make the index claims.current anew: it is not as it should be']);
    await upkeep.migrate();
    expect(await upkeep.pending()).toEqual([]);
    expect((await indexOf('claims', 'current'))?.unique).toBeUndefined();
    await upkeep.close();
  });

  it('is refused in one sentence when a collection is sharded by another key, and nothing is made', async () => {
    await shard({ log: { commit: 1 } });
    const refusal = /^The MongoDB database cannot be used: the collection log is sharded by \{ commit: 1 \}, and .*\.$/;
    await expect(openDatabase(cluster.uri)).rejects.toThrow(refusal);
    const upkeep = await MongoUpkeep.open(cluster.uri, Date.now);
    await expect(upkeep.pending()).rejects.toThrow(refusal);
    await expect(upkeep.migrate()).rejects.toThrow(refusal);
    const facts = await upkeep.examine();
    expect(facts.find(({ name }) => name === 'sharding')).toMatchObject({ verdict: 'wrong' });
    expect(facts.find(({ name }) => name === 'schema')).toMatchObject({ value: { version: 0 } });
    await upkeep.close();
  });

  it('takes no notice of collections that are gone, or were moved as a whole', async () => {
    await shard({ log: { _id: 1 } }, { unsplittable: true });
    await shard({ state: { x: 1 } }, { dropped: true });
    const { client, database } = await connectTo(cluster.uri);
    expect([...(await readShardKeys(database, 'sharded cluster')).keys()]).toEqual([]);
    await client.close();
  });

  describe("whose user may not read the cluster's list", () => {
    let sharded: string | undefined;

    beforeEach(() => {
      sharded = undefined;
      const tellTimes = cluster.proxy.rewrite!;
      cluster.proxy.rewrite = (answer, request) => {
        const told = tellTimes(answer, request);
        if (request?.collection === 'collections') return { ...told, ok: 0, code: 13, errmsg: 'not authorized' };
        return request?.command === 'collStats' ? { ...told, sharded: request.collection === sharded } : told;
      };
    });

    it('is opened as long as nothing is sharded', async () => {
      const { client } = await openDatabase(cluster.uri);
      await client.close();
      expect((await indexOf('versions', 'current'))?.unique).toBe(true);
    });

    it('is refused when something is, with the right that it lacks', async () => {
      sharded = 'versions';
      await expect(openDatabase(cluster.uri)).rejects.toThrow(
        'its collection versions is sharded, and the user may not read by what: grant it the role read on the database config.',
      );
    });
  });
});
