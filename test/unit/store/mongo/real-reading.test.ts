/** What the tests on the stand-in pretend, on a real engine: that it takes what it is asked, and answers with it. */
import { connectTo } from '../../../../src/store/mongo/open-database.ts';
import { migrate } from '../../../../src/store/mongo/schema.ts';
import { readLatestState } from '../../../../src/store/mongo/snapshot.ts';
import { readingOn } from '../../../../src/store/mongo/topology.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import { isStandIn } from '../../../support/mongo/pretended-cluster.ts';

const describeOnRealEngine = (title: string, tests: () => void): void =>
  isStandIn ? describe.skip(`${title} (the stand-in has no sessions)`, tests) : describeWithMongo(title, tests);

describeOnRealEngine('a real engine', () => {
  afterAll(stopMongo);

  it('takes the read concerns and times that its topology has', async () => {
    const url = new URL(await newDatabaseUri());
    url.searchParams.set('monitorCommands', 'true');
    const { client, database, collections, topology } = await connectTo(url.href);
    await migrate(database, new Map());
    const concerns: { level?: string; afterClusterTime?: unknown }[] = [];
    client.on('commandStarted', ({ commandName, command }) => {
      if (commandName === 'find') concerns.push(command.readConcern);
    });
    expect(await readLatestState(collections, topology)).toEqual({ seq: 0, at: 0, directory: 0 });
    await collections.log.insertOne({ _id: 0, after: { seq: 1, at: 1, directory: 0 }, commit: 'a', effects: [] });
    expect(await collections.log.findOne({ _id: 0 })).toMatchObject({ commit: 'a' });
    const { stateReadConcern, hasClusterTime } = readingOn[topology];
    expect(concerns[0]).toEqual({ level: stateReadConcern });
    expect(concerns[1]).toMatchObject({ level: 'majority' });
    expect(concerns[1]!.afterClusterTime !== undefined).toBe(hasClusterTime);
    await client.close();
  });
});
