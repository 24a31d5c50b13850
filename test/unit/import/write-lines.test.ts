/** A group of lines is decided as one unit: as often as the store asks, and each time for the same resources. */
import { Identities } from '../../../src/import/identity.ts';
import { importFiles } from '../../../src/import/import-files.ts';
import { identifiersOf } from '../../../src/import/import-line.ts';
import { Repeats } from '../../../src/import/repeats.ts';
import type { Summary } from '../../../src/import/report.ts';
import { seesNothing } from '../../../src/import/sees-nothing.ts';
import { writeLines } from '../../../src/import/write-lines.ts';
import { MongoResourceStore } from '../../../src/store/mongo/mongo-resource-store.ts';
import type { StoredResource } from '../../../src/store/resource-store.ts';
import { november, now, place, practice, slot } from '../../support/agenda-data.ts';
import { fileOf, linesOf } from '../../support/import-files.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../support/mongo/mongo-server.ts';
import { projectSlot } from '../../support/project-slot.ts';
import { practitioner } from '../../support/resources.ts';

describe('a group of the directory', () => {
  const line = { resource: practitioner('p1'), ownId: 'p1', fullUrl: undefined, outside: [] };
  const theirs: StoredResource = {
    ...{ type: 'Practitioner', id: 'mine', versionId: 1, lastUpdated: now, method: 'PUT' },
    json: JSON.stringify(practitioner('mine')),
  };

  it('is decided each time as if it were the first', () => {
    const identities = new Identities(() => 'new');
    const unit = writeLines([line], { newId: () => 'new', destinations: [], identities, repeats: new Repeats() });
    const found = [[], [theirs], []].map((stored) => {
      const { outcomes } = unit.decide({ ...seesNothing, identified: () => stored }).answer([]);
      return outcomes.map((outcome) => (outcome.fate === 'bad' ? outcome.reason : outcome.resource.id));
    });
    expect(found).toEqual([['p1'], ['mine'], ['p1']]);
    expect(identities.find('Practitioner/p1')).toBeUndefined();
  });

  it('is remembered once its decision holds', () => {
    const identities = new Identities(() => 'new');
    const unit = writeLines([line], { newId: () => 'new', destinations: [], identities, repeats: new Repeats() });
    const { identities: met } = unit.decide({ ...seesNothing, identified: () => [theirs] }).answer([]);
    identities.absorb(met);
    expect(identities.find('Practitioner/p1')).toBe('Practitioner/mine');
    expect(identities.findIdentified(identifiersOf(line)[0]!)).toBe('mine');
  });
});

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
