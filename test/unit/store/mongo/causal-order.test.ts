/** What is asked of a cluster so that no member that is behind can answer with less than was seen before. */
import { MongoClient, type Timestamp } from 'mongodb';
import { startProxy } from '../../../../scripts/mongo/proxy.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import { openDatabase } from '../../../../src/store/mongo/open-database.ts';
import { book } from '../../../support/booking-unit.ts';
import { newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import {
  describeOnStandIn,
  type PretendedCluster,
  pretendCluster,
  type TimedRequest,
} from '../../../support/mongo/pretended-cluster.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { nine, slot } from '../../../support/resources.ts';
import { find, put, resourceOf } from '../../../support/store-access.ts';
import { until } from '../../../support/until.ts';

const reads = ['find', 'aggregate'];
const writes = ['insert', 'update'];

const isOf = (collections: readonly string[], commands: readonly string[]) => (one: TimedRequest) =>
  collections.includes(one.collection) && commands.includes(one.command);

const rows = ['versions', 'agenda', 'claims', 'lines'];

const refusal = (code: number, errmsg: string) => ({ ok: 0, code, errmsg });

/** The latest time that the answers told. */
const latest = (requests: readonly TimedRequest[]): Timestamp =>
  requests.map(({ toldAt }) => toldAt).reduce((a, b) => (a.greaterThan(b) ? a : b));

describeOnStandIn('a store on a cluster', () => {
  let cluster: PretendedCluster;
  let store: MongoResourceStore;

  const open = async (kind: 'replica set' | 'sharded cluster') => {
    cluster = await pretendCluster(await newDatabaseUri(), kind);
    store = await MongoResourceStore.open({ uri: cluster.uri, projectSlot, clock: () => nine });
  };

  const close = async () => {
    await store.close();
    await cluster.close();
  };

  afterAll(stopMongo);

  describe.each(['replica set', 'sharded cluster'] as const)('that is a %s', (kind) => {
    beforeEach(() => open(kind));
    afterEach(close);

    it('asks for the state as it is now, and for all else at least as late as the state', async () => {
      await put(store, slot('s1', 'x'));
      cluster.requests();
      expect(await find(store, 'Slot?status=free')).toEqual(['s1']);
      expect(resourceOf(await store.read({ type: 'Slot', id: 's2' }))).toBeNull();
      const asked = cluster.requests().filter(isOf(['state', 'log', ...rows], reads));
      const states = asked.filter(({ body }) => body.readConcern.level === 'linearizable');
      expect(states.map(({ collection }) => collection)).toEqual(['state', 'state']);
      for (const { body } of states) {
        expect(body.readConcern.afterClusterTime).toBeUndefined();
        expect(Number(body.maxTimeMS)).toBeGreaterThan(0);
      }
      const others = asked.filter((one) => !states.includes(one));
      expect(others.map(({ collection }) => collection)).toEqual(expect.arrayContaining(['versions', 'log']));
      for (const [index, { body }] of asked.entries()) {
        const state = asked.slice(0, index).findLast((one) => states.includes(one));
        if (state && body.readConcern.level === 'majority') {
          const { afterClusterTime } = body.readConcern;
          expect(afterClusterTime.greaterThanOrEqual(state.toldAt)).toBe(true);
          // A member that has not heard of such a time yet refuses it, unless it is told here.
          expect(body.$clusterTime.clusterTime.greaterThanOrEqual(afterClusterTime)).toBe(true);
        }
      }
      expect(others.every(({ body }) => body.readConcern.level === 'majority')).toBe(true);
    });

    it('moves the state at a later time than all that the commit wrote', async () => {
      await put(store, slot('s1', 'x'));
      cluster.requests();
      await store.transact(book('a1', ['s1']));
      const asked = cluster.requests();
      const moved = asked.findIndex(isOf(['state'], ['update']));
      const written = asked.slice(0, moved).filter(isOf(['log', ...rows], writes));
      expect(new Set(written.map(({ collection }) => collection))).toEqual(new Set(['log', ...rows]));
      const named = asked[moved]!.body.$clusterTime.clusterTime as Timestamp;
      expect(named.greaterThanOrEqual(latest(written))).toBe(true);
      const entry = written.find(isOf(['log'], ['insert']))!;
      for (const { body, collection } of written.filter(isOf(rows, writes))) {
        expect([collection, body.$clusterTime.clusterTime.greaterThanOrEqual(entry.toldAt)]).toEqual([
          collection,
          true,
        ]);
      }
    });

    it('does what ran beside each other in sessions of their own', async () => {
      await put(store, slot('s1', 'x'));
      cluster.requests();
      await store.transact(book('a1', ['s1']));
      const keyOf = ({ body }: TimedRequest) => [body.lsid.id.toString('hex'), body.txnNumber];
      const keys = cluster
        .requests()
        .filter(isOf(['log', 'state', ...rows], writes))
        .map(keyOf);
      expect(keys.every(([, number]) => number !== undefined)).toBe(true);
      expect(new Set(keys.map(String)).size).toBe(keys.length);
    });
  });

  it('ends its sessions, also where an operation fails', async () => {
    await open('sharded cluster');
    const ended: string[] = [];
    const started = MongoClient.prototype.startSession;
    const alive = new Set<unknown>();
    MongoClient.prototype.startSession = function (options) {
      const session = started.call(this, options);
      alive.add(session);
      session.once('ended', () => {
        alive.delete(session);
        ended.push('ended');
      });
      return session;
    };
    try {
      await put(store, slot('s1', 'x'));
      cluster.proxy.decide = ({ collection }) => (collection === 'versions' ? 'cut-before' : 'pass');
      await expect(find(store, 'Slot?status=free')).rejects.toMatchObject({ status: 503 });
      cluster.proxy.decide = () => 'pass';
      expect(await find(store, 'Slot?status=free')).toEqual(['s1']);
      expect(ended.length).toBeGreaterThan(5);
      // What the store does by itself every second may be under way.
      await until(() => alive.size === 0, { what: 'the end of all sessions', withinMs: 20_000 });
    } finally {
      MongoClient.prototype.startSession = started;
      await close();
    }
  });

  it('is told by each read the time of that read alone', async () => {
    cluster = await pretendCluster(await newDatabaseUri(), 'replica set');
    const { client, database, collections } = await openDatabase(cluster.uri);
    await collections.versions.findOne({});
    await collections.versions.find({}).toArray();
    await collections.versions.countDocuments({});
    await collections.versions.aggregate([]).toArray();
    // All would share it: a time in it, written by one, would be read by another that needs a later one.
    const shared = { ...database.readConcern };
    await client.close();
    await cluster.close();
    expect(shared).toEqual({ level: 'majority' });
  });

  it('is asked for the state by a request that names no time, also when its primary has changed meanwhile', async () => {
    await open('replica set');
    const answerAsBefore = cluster.proxy.rewrite!;
    const asked: unknown[] = [];
    cluster.proxy.rewrite = (answer, request) => {
      const readConcern = request?.collection === 'state' ? request.body.readConcern : undefined;
      if (readConcern?.level !== 'linearizable') return answerAsBefore(answer, request);
      asked.push(readConcern);
      if (asked.length === 1) return answerAsBefore(refusal(10107, 'not primary'), request);
      // As a server does: such a read is the latest there is by itself.
      return answerAsBefore(readConcern.afterClusterTime ? refusal(72, 'afterClusterTime') : answer, request);
    };
    const found = await find(store, 'Slot?status=free').catch((error: unknown) => error);
    await close();
    expect(found).toEqual([]);
    expect(asked.at(-1)).toEqual({ level: 'linearizable' });
  });

  it('that is none, a server alone, is asked for what a majority has, and is named no time', async () => {
    const proxy = await startProxy(await newDatabaseUri());
    const asked: Record<string, unknown>[] = [];
    proxy.decide = ({ collection, command, body }) => {
      if (collection === 'state' && command === 'find') asked.push(body);
      return 'pass';
    };
    const alone = await MongoResourceStore.open({ uri: proxy.uri, projectSlot, clock: () => nine });
    await find(alone, 'Slot?status=free');
    expect(asked.length).toBeGreaterThan(0);
    for (const { readConcern, lsid } of asked) {
      expect(readConcern).toEqual({ level: 'majority' });
      expect(lsid).toBeUndefined();
    }
    await alone.close();
    await proxy.close();
  });
});
