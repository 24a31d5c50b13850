/** What much that is loaded asks of the database: a number of commands for each thousand, never one for each resource. */
import { agendaResources } from '../../../../scripts/bench/agendas.ts';
import { type MongoProxy, startProxy } from '../../../../scripts/mongo/proxy.ts';
import { holdsSearchedDays, loadDemo, topUpDemo } from '../../../../src/demo/load-demo.ts';
import { importFiles } from '../../../../src/import/import-files.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import type { ResourceStore } from '../../../../src/store/resource-store.ts';
import { rounds } from '../../../chaos/scale.ts';
import { fileOf, linesOf } from '../../../support/import-files.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { nine } from '../../../support/resources.ts';

/** Thousands that are loaded. */
const batches = rounds(3, 10);

/** Commands for what is written together, at most: some reads, the log, bulk writes, the state. */
const mostForABatch = 12;
/** Commands that come whatever is loaded. */
const mostBesides = 30;
/** Those of the look at the log, every second. */
const mostForASecond = 5;

describeWithMongo('a load of resources', () => {
  let proxy: MongoProxy;
  let store: MongoResourceStore;
  let commands = 0;
  let begun = 0;

  beforeEach(async () => {
    proxy = await startProxy(await newDatabaseUri());
    store = await MongoResourceStore.open({ uri: proxy.uri, projectSlot, clock: () => nine });
    commands = 0;
    begun = performance.now();
    proxy.decide = ({ command }) => {
      if (!['hello', 'ping'].includes(command)) commands++;
      return 'pass';
    };
  });

  afterEach(async () => {
    await store.close();
    await proxy.close();
  });

  afterAll(stopMongo);

  const mostFor = (resources: number) =>
    Math.ceil(resources / 1000) * mostForABatch +
    mostBesides +
    Math.ceil((performance.now() - begun) / 1000) * mostForASecond;

  it('asks as much for each thousand of the demonstration', async () => {
    let units = 0;
    const transact: ResourceStore['transact'] = (unit) =>
      units++ < batches ? store.transact(unit) : Promise.resolve(0 as never);
    const written = await loadDemo({ transact } as ResourceStore, nine);
    expect(units).toBeGreaterThan(20);
    expect(written).toBe(batches * 1000);
    expect(commands).toBeLessThanOrEqual(mostFor(written));
  });

  it('of the demonstration by two servers at once writes nothing twice', async () => {
    const other = await MongoResourceStore.open({ uri: proxy.uri, projectSlot, clock: () => nine });
    const beginning = (of: ResourceStore): ResourceStore => {
      let units = 0;
      const transact: ResourceStore['transact'] = (unit) =>
        units++ < batches ? of.transact(unit) : Promise.resolve(0 as never);
      return { transact } as ResourceStore;
    };
    const written = await Promise.all([store, other].map((one) => loadDemo(beginning(one), nine)));
    const { total } = await store.history({ count: 1 });
    expect([written[0]! + written[1]!, total]).toEqual([batches * 1000, batches * 1000]);
    await other.close();
  });

  it('of the demonstration asks for little where that is there', async () => {
    await topUpDemo(store, nine);
    commands = 0;
    begun = performance.now();
    expect(await holdsSearchedDays(store, nine)).toBe(true);
    expect(await topUpDemo(store, nine)).toBe(0);
    expect(commands).toBeLessThanOrEqual(mostFor(1000));
  });

  it('asks as much for each thousand lines of an import', async () => {
    const resources = [...agendaResources({ slots: batches * 1000, days: 30, fromDay: '2026-11-24' })];
    let ids = 0;
    const { types } = await importFiles([fileOf(linesOf(...resources))], {
      store,
      newId: () => `new-${++ids}`,
      onNotice: () => {},
    });
    expect(types).toMatchObject({ Slot: batches * 1000 });
    expect(commands).toBeLessThanOrEqual(mostFor(resources.length));
  });
});
