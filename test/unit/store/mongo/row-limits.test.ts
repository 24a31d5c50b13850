/** A change whose rows MongoDB would not take is refused before it is committed: in the log it would stop the base for ever. */
import type { ProjectSlot } from '../../../../src/store/agenda-query.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import { projectSlot as projectTestSlot } from '../../../support/project-slot.ts';
import { nine, practitioner, slot } from '../../../support/resources.ts';
import { find, put } from '../../../support/store-access.ts';

const names = (length: number, text = '') => Array.from({ length }, (_, n) => `${text}${n}`);

describeWithMongo('what one document or index cannot hold', () => {
  let store: MongoResourceStore;

  beforeAll(async () => {
    const projectSlot: ProjectSlot = (slot) => {
      const { comment = '' } = slot;
      const forms = { practitioner: comment, cpts: `${comment} `, sos: `${comment}  ` };
      return { ...projectTestSlot(slot)!, forms };
    };
    store = await MongoResourceStore.open({ uri: await newDatabaseUri(), projectSlot, clock: () => nine });
  });

  afterAll(async () => {
    await store.close();
    await stopMongo();
  });

  it.each([
    // Each stands in the index with what it is a name of, in two forms, as given and as any name.
    ['its index entries have more bytes', practitioner('p1', { name: [{ given: names(60_000, 'x'.repeat(60)) }] })],
    ['it has more index entries', practitioner('p1', { name: [{ given: names(50_000) }] })],
    ['its forms for the searches have more bytes', slot('s1', 'x', { comment: 'x'.repeat(4_000_000) })],
  ])('is refused: %s', async (_, resource) => {
    await expect(put(store, resource)).rejects.toMatchObject({ status: 413 });
    await put(store, practitioner('p2'));
    expect(await find(store, 'Practitioner?_id=p1,p2')).toEqual(['p2']);
  });

  it('has room for a practitioner of 20,000 names', async () => {
    await put(store, practitioner('p3', { name: [{ given: names(20_000) }] }));
    expect(await find(store, 'Practitioner?given:exact=19999')).toEqual(['p3']);
  });
});
