/** Reading what was written. */
import type { Practitioner } from '@medplum/fhirtypes';
import { nine, practitioner, slot } from '../support/resources.ts';
import { put, remove, resourceOf } from '../support/store-access.ts';
import type { AtBench } from './resource-store.contract.ts';

export function describeReading(at: AtBench): void {
  const p1 = { type: 'Practitioner', id: 'p1' } as const;

  it('gives back what was written, with its version and instant in meta', async () => {
    const { store } = at();
    const resource = practitioner('p1', { name: [{ family: 'Le Goff' }], meta: { source: 'urn:x' } });
    await put(store, resource);
    const read = await store.read(p1);
    expect(read).toMatchObject({ ...p1, versionId: 1, lastUpdated: nine, method: 'PUT' });
    expect(resourceOf(read)).toEqual({
      ...resource,
      meta: { source: 'urn:x', versionId: '1', lastUpdated: '2026-11-23T08:00:00.000+00:00' },
    });
  });

  it('knows nothing of what was never written', async () => {
    const { store } = at();
    await put(store, practitioner('p1'));
    expect(await store.read({ type: 'Practitioner', id: 'p2' })).toBeUndefined();
    expect(await store.read({ type: 'Slot', id: 'p1' })).toBeUndefined();
    expect(await store.readVersion(p1, 2)).toBeUndefined();
    expect(await store.readVersion(p1, 0)).toBeUndefined();
  });

  it('tells ids apart by case', async () => {
    const { store } = at();
    await put(store, practitioner('a'), practitioner('A'));
    expect(await store.read({ type: 'Practitioner', id: 'a' })).toMatchObject({ id: 'a', versionId: 1 });
    expect(await store.read({ type: 'Practitioner', id: 'A' })).toMatchObject({ id: 'A', versionId: 1 });
  });

  it('keeps every version', async () => {
    const { store } = at();
    for (const family of ['Un', 'Deux', 'Trois']) await put(store, practitioner('p1', { name: [{ family }] }));
    const familyOf = async (version: number) =>
      (resourceOf(await store.readVersion(p1, version)) as Practitioner).name?.[0]?.family;
    expect([await familyOf(1), await familyOf(2), await familyOf(3)]).toEqual(['Un', 'Deux', 'Trois']);
    expect(await store.read(p1)).toMatchObject({ versionId: 3 });
  });

  it('reads a deletion as a version without content, and what comes after it as the next', async () => {
    const { store } = at();
    await put(store, practitioner('p1'));
    const [deleted] = await remove(store, 'Practitioner', 'p1');
    expect(deleted).toEqual({ ...p1, versionId: 2, lastUpdated: nine, method: 'DELETE', json: undefined });
    expect(await store.read(p1)).toEqual(deleted);
    expect(await store.readVersion(p1, 2)).toEqual(deleted);
    await put(store, practitioner('p1'));
    expect(await store.read(p1)).toMatchObject({ versionId: 3, json: expect.any(String) });
  });

  it('reads many at once: those that exist, each once, in the order asked', async () => {
    const { store } = at();
    await put(store, practitioner('p1'), practitioner('p2'), practitioner('p3'), slot('p1', 's1'));
    await remove(store, 'Practitioner', 'p2');
    const asked = ['Practitioner/p3', 'Slot/p1', 'Practitioner/p2', 'Practitioner/p9', 'Practitioner/p1', 'Slot/p1'];
    const keys = asked.map((text) => text.split('/')).map(([type, id]) => ({ type: type as 'Slot', id: id! }));
    const found = await store.readMany(keys);
    expect(found.map(({ type, id }) => `${type}/${id}`)).toEqual(['Practitioner/p3', 'Slot/p1', 'Practitioner/p1']);
    expect(resourceOf(found[1])).toMatchObject({ resourceType: 'Slot', id: 'p1' });
    expect(await store.readMany([])).toEqual([]);
  });

  it('reads a thousand at once', async () => {
    const { store } = at();
    const ids = Array.from({ length: 1000 }, (_, index) => `p${index}`);
    await put(store, ...ids.map((id) => practitioner(id)));
    const found = await store.readMany(ids.toReversed().map((id) => ({ type: 'Practitioner', id })));
    expect(found.map(({ id }) => id)).toEqual(ids.toReversed());
  });

  it('keeps any text as it was', async () => {
    const { store } = at();
    const family = 'É\u0301 "\\ \u0000\u2028 🩺 %_\'; DROP TABLE';
    await put(store, practitioner('p1', { name: [{ family, text: 'x'.repeat(200_000) }] }));
    const read = resourceOf(await store.read(p1)) as Practitioner;
    expect(read.name).toEqual([{ family, text: 'x'.repeat(200_000) }]);
  });

  it('is empty until something was written, and not again when that is deleted', async () => {
    const { store } = at();
    expect(await store.isEmpty()).toBe(true);
    await put(store, practitioner('p1'));
    expect(await store.isEmpty()).toBe(false);
    await remove(store, 'Practitioner', 'p1');
    expect(await store.isEmpty()).toBe(false);
  });

  it('says that it can serve, until it is closed', async () => {
    const { store } = at();
    await expect(store.check()).resolves.toBeUndefined();
    await store.close();
    await expect(store.check()).rejects.toMatchObject({ name: 'OutcomeError', status: 503 });
    await expect(store.read(p1)).rejects.toMatchObject({ name: 'OutcomeError', status: 503 });
    await expect(put(store, practitioner('p1'))).rejects.toMatchObject({ name: 'OutcomeError', status: 503 });
    await expect(store.purgeSlots(nine)).rejects.toMatchObject({ name: 'OutcomeError', status: 503 });
  });

  it('carries out what was submitted before it is closed, and may be closed twice', async () => {
    const { store } = at();
    const written = put(store, practitioner('p1'));
    await store.close();
    expect(await written).toMatchObject([{ id: 'p1', versionId: 1 }]);
    await expect(store.close()).resolves.toBeUndefined();
  });
}
