/** A change whose rows MongoDB would not take is refused before it is committed: in the log it would stop the base for ever. */
import type { ProjectSlot } from '../../../../src/store/agenda-query.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import type { Change } from '../../../../src/store/unit-of-work.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import { projectSlot as projectTestSlot } from '../../../support/project-slot.ts';
import { nine, practitioner, slot } from '../../../support/resources.ts';
import { apply, find, put, putOf } from '../../../support/store-access.ts';

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

  it('has room for 12 MB of messages about one subject, and again once they are sent', async () => {
    const message: Change = { kind: 'send', destination: 'platform', subject: 'a1', body: 'x'.repeat(2_500_000) };
    for (const _ of names(4)) await apply(store, [message]);
    await expect(apply(store, [putOf(practitioner('p4')), message])).rejects.toMatchObject({ status: 503 });
    await expect(
      apply(store, [{ ...message, subject: 'a2' }, ...names(4).map(() => ({ ...message, subject: 'a2' }))]),
    ).rejects.toMatchObject({ status: 503 });
    await put(store, practitioner('p5'));
    expect(await find(store, 'Practitioner?_id=p4,p5')).toEqual(['p5']);
    const [lease] = await store.outbox.lease({ destination: 'platform', limit: 1, leaseMs: 1000 });
    await store.outbox.settle(lease!, { kind: 'delivered' });
    await apply(store, [message]);
    expect(await store.outbox.list({ limit: 10 })).toHaveLength(4);
  });
});
