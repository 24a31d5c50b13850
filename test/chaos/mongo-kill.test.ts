/** Servers on one MongoDB that are killed, or lose their primary, under load: the others go on and nothing is lost. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Resource } from '@medplum/fhirtypes';
import { MongoClient } from 'mongodb';
import { MongoResourceStore } from '../../src/store/mongo/mongo-resource-store.ts';
import { type ClaimRow, forever } from '../../src/store/mongo/rows.ts';
import {
  describeWithMembers,
  describeWithMongo,
  startMembers,
  stopMongo,
  withDatabase,
} from '../support/mongo/mongo-server.ts';
import { agenda } from './agenda.ts';
import { Regulators } from './regulators.ts';
import { patience, rounds } from './scale.ts';
import type { Send } from './server-process.ts';
import { SeveralServers } from './several-servers.ts';
import { type CommittedByName, demandSoundBase, everyPage } from './sound-base.ts';
import { demandToldAll, emptyOutbox } from './told.ts';

const slots = 300;
const holdMinutes = 600;
const recoveryMs = 10_000;
/** The clock of one who comes when leases are over. */
const later = () => Date.now() + 60_000;

/** Who has which slot, as the collection says: no search shows it. */
const claimsIn = (uri: string): Promise<ReadonlyMap<string, string>> =>
  withClient(uri, async (client) => {
    const rows = await client.db().collection<ClaimRow>('claims').find({ until: forever }).toArray();
    return new Map(rows.map(({ key, holder }) => [key, holder]));
  });

/** The base within ten seconds from now, as sound as it must be; what does not hold then fails the test. */
async function demandSoundSoon({ send, uri }: SeveralServers, regulators: Regulators): Promise<CommittedByName> {
  for (const until = Date.now() + recoveryMs; ; await sleep(200)) {
    try {
      return await demandSoundBase({ send, claims: () => claimsIn(uri), regulators });
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

type VersionName = `${string}/${string}/${string}`;

/** Follows the history through one server, at each look from the last instant on. What it has seen, once it is told to end. */
function follow(send: Send): () => Promise<ReadonlySet<VersionName>> {
  const seen = new Set<VersionName>();
  let isOver = false;
  const following = (async () => {
    for (let since = '2020-01-01T00:00:00Z', isLast = false; !isLast; ) {
      isLast = isOver;
      const versions = await everyPage<Resource>(send, `_history?_since=${encodeURIComponent(since)}&_count=1000`);
      for (const version of versions) seen.add(nameOf(version));
      since = versions[0]?.meta?.lastUpdated ?? since;
    }
    return seen;
  })();
  return () => {
    isOver = true;
    return following;
  };
}

const nameOf = ({ resourceType, id, meta }: Resource): VersionName => `${resourceType}/${id}/${meta?.versionId}`;

const versionsOf = async (send: Send): Promise<VersionName[]> =>
  (await everyPage<Resource>(send, '_history?_count=1000')).map(nameOf);

/** The platform is told all of it, though it loses requests until now. */
async function demandTold(servers: SeveralServers, committed: CommittedByName): Promise<void> {
  const { platform, uri } = servers;
  platform.conduct = () => 'take';
  const store = await MongoResourceStore.open({ uri, projectSlot: () => undefined, clock: later });
  await emptyOutbox(store, platform, later);
  await store.close();
  demandToldAll(platform, committed);
}

const unreliable = (): ReturnType<SeveralServers['platform']['conduct']> =>
  Math.random() < 0.8 ? 'take' : Math.random() < 0.5 ? 'take and drop' : { status: 503 };

describeWithMongo('three servers on one MongoDB, one of which is killed', () => {
  let servers: SeveralServers;

  beforeEach(async () => {
    servers = await SeveralServers.start(3, { holdMinutes });
  }, patience);
  afterEach(() => servers.stop(), patience);
  afterAll(stopMongo);

  it(
    'have all that was acknowledged and nothing by halves within ten seconds, tell the platform all of it, and who follows the history misses no version',
    async () => {
      const regulators = new Regulators(slots);
      servers.platform.conduct = unreliable;
      expect((await servers.send('POST', '', agenda(slots))).status).toBe(200);
      for (let round = 0; round < rounds(1, 10); round++) {
        const followed = follow(servers.of(2).send);
        const enough = regulators.done + 60 + Math.random() * 60;
        const work = regulators.work(servers.send, () => regulators.done > enough + 40);
        await regulators.untilDone(enough, work);
        await servers.kill();
        await work;
        await demandSoundSoon(servers, regulators);
        const seen = await followed();
        expect((await versionsOf(servers.send)).filter((one) => !seen.has(one))).toEqual([]);
        await servers.add();
      }
      expect(regulators.failures).toEqual([]);
      const committed = await demandSoundSoon(servers, regulators);
      await demandTold(servers, committed);
    },
    patience,
  );
});

describeWithMembers('three servers on a replica set that loses its primary', () => {
  let members: Awaited<ReturnType<typeof startMembers>>;
  let servers: SeveralServers;

  beforeEach(async () => {
    members = await startMembers();
    const uri = withDatabase(members.uri, `sas-test-${randomUUID()}`);
    servers = await SeveralServers.start(3, { holdMinutes, uri });
  }, patience);
  afterEach(async () => {
    await servers.stop();
    await dropDatabase(servers.uri);
    await members.stop();
  }, patience);

  it(
    'lose nothing that was acknowledged, book nothing twice, and go on by themselves',
    async () => {
      const regulators = new Regulators(slots);
      expect((await servers.send('POST', '', agenda(slots))).status).toBe(200);
      for (let round = 0; round < rounds(2, 6); round++) {
        const enough = regulators.done + 60;
        const work = regulators.work(servers.send, () => regulators.done > enough + 60);
        await regulators.untilDone(enough, work);
        if (round % 2 === 1 && members.crash) await members.crash(await primaryOf(members.uri));
        else await stepDown(members.uri);
        await work;
        await demandSoundSoon(servers, regulators);
      }
      // A write waits for the new primary, and is told 503 only when there is none for long.
      expect(regulators.failureKinds.filter((kind) => kind !== '503 OperationOutcome transient')).toEqual([]);
      await demandTold(servers, await demandSoundSoon(servers, regulators));
    },
    patience,
  );
});

async function withClient<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = await new MongoClient(uri).connect();
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** `host:port`. */
const primaryOf = (uri: string): Promise<string> =>
  withClient(uri, async (client) => (await client.db('admin').command({ hello: 1 })).primary);

/** Tells the primary to be none for some seconds; it cuts its connections. */
const stepDown = (uri: string): Promise<unknown> =>
  withClient(uri, (client) => client.db('admin').command({ replSetStepDown: 10, secondaryCatchUpPeriodSecs: 5 }));

const dropDatabase = (uri: string): Promise<unknown> => withClient(uri, (client) => client.db().dropDatabase());
