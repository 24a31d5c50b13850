/** A group of lines is decided as one unit: as often as the store asks, and each time for the same resources. */
import { importFiles } from '../../../src/import/import-files.ts';
import type { Summary } from '../../../src/import/report.ts';
import { MongoResourceStore } from '../../../src/store/mongo/mongo-resource-store.ts';
import { november, now, place, practice, slot } from '../../support/agenda-data.ts';
import { fileOf, linesOf } from '../../support/import-files.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../support/mongo/mongo-server.ts';
import { projectSlot } from '../../support/project-slot.ts';

const withoutId = ({ id: _, ...rest }: { id?: string }): object => rest;

describeWithMongo('an import into MongoDB', () => {
  let store: MongoResourceStore;

  beforeEach(async () => {
    store = await MongoResourceStore.open({ uri: await newDatabaseUri(), projectSlot, clock: () => now });
  });

  afterEach(() => store.close());

  afterAll(stopMongo);

  const importLines = (...lines: readonly object[]): Promise<Summary> =>
    importFiles([fileOf(linesOf(...lines))], { store, newId: () => crypto.randomUUID(), onNotice: () => {} });

  it('gives ids of its own to lines that have none', async () => {
    const free = slot('1', 'a', november('23T09:00'));
    expect(await importLines(...practice('a'), withoutId(place('1')), withoutId(free), withoutId(free))).toMatchObject({
      created: 6,
      bad: 0,
    });
    expect(await store.count('Slot', [])).toBe(2);
  });
});
