/** History: of one resource, of a type, of everything. */
import type { HistoryQuery } from '../../src/store/resource-store.ts';
import { nine, practitioner, slot } from '../support/resources.ts';
import { put, remove } from '../support/store-access.ts';
import type { AtBench, Bench } from './resource-store.contract.ts';

type Query = Omit<HistoryQuery, 'count'> & { readonly count?: number };

export function describeHistory(at: AtBench): void {
  /** Each version as `p1/2`, the newest first. */
  async function historyOf({ store }: Bench, query: Query = {}) {
    const page = await store.history({ count: 100, ...query });
    return { ...page, names: page.versions.map(({ id, versionId }) => `${id}/${versionId}`) };
  }

  /** p1/1 at 0, p2/1 at 1000, p1/2 at 2000, s1/1 at 3000, p1/3 (a deletion) at 4000, p1/4 at 5000; milliseconds. */
  async function fill({ store, clock }: Bench): Promise<void> {
    const steps = [
      () => put(store, practitioner('p1')),
      () => put(store, practitioner('p2')),
      () => put(store, practitioner('p1')),
      () => put(store, slot('s1', 'x')),
      () => remove(store, 'Practitioner', 'p1'),
      () => put(store, practitioner('p1')),
    ];
    for (const [index, step] of steps.entries()) {
      clock.ms = nine + index * 1000;
      await step();
    }
  }

  it('of everything goes back from the newest version', async () => {
    await fill(at());
    const { names, total, next } = await historyOf(at());
    expect(names).toEqual(['p1/4', 'p1/3', 's1/1', 'p1/2', 'p2/1', 'p1/1']);
    expect([total, next]).toEqual([6, undefined]);
  });

  it('of a type leaves the others out', async () => {
    await fill(at());
    const { names, total } = await historyOf(at(), { type: 'Practitioner' });
    expect(names).toEqual(['p1/4', 'p1/3', 'p1/2', 'p2/1', 'p1/1']);
    expect(total).toBe(5);
  });

  it('of a resource has its versions alone, deletion and re-creation among them', async () => {
    await fill(at());
    const { names, total, versions } = await historyOf(at(), { type: 'Practitioner', id: 'p1' });
    expect(names).toEqual(['p1/4', 'p1/3', 'p1/2', 'p1/1']);
    expect(total).toBe(4);
    expect(versions.map(({ method, json }) => [method, json === undefined])).toEqual([
      ['PUT', false],
      ['DELETE', true],
      ['PUT', false],
      ['PUT', false],
    ]);
  });

  it('of what was never written has nothing', async () => {
    await fill(at());
    expect(await historyOf(at(), { type: 'Slot', id: 'p1' })).toMatchObject({ names: [], total: 0 });
    expect(await historyOf(at(), { type: 'Location' })).toMatchObject({ names: [], total: 0 });
  });

  it('since an instant has the versions of that millisecond and after', async () => {
    await fill(at());
    expect(await historyOf(at(), { since: nine + 2000 })).toMatchObject({
      names: ['p1/4', 'p1/3', 's1/1', 'p1/2'],
      total: 4,
    });
    expect((await historyOf(at(), { since: nine + 2001 })).names).toEqual(['p1/4', 'p1/3', 's1/1']);
    expect((await historyOf(at(), { since: nine + 9000 })).names).toEqual([]);
  });

  it.each([{}, { type: 'Practitioner' as const }, { type: 'Practitioner' as const, id: 'p1' }, { since: nine + 1000 }])(
    'comes in pages that newer writes do not move: %j',
    async (query) => {
      const { store } = at();
      await fill(at());
      const whole = (await historyOf(at(), query)).names;
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await historyOf(at(), { ...query, count: 2, ...(cursor ? { cursor } : {}) });
        expect(page.names.length).toBeLessThanOrEqual(2);
        paged.push(...page.names);
        cursor = page.next;
        await put(store, practitioner('p1'), practitioner('p3'));
      } while (cursor);
      expect(paged).toEqual(whole);
    },
  );

  it('tells versions of one millisecond apart by the order in which they were written', async () => {
    const { store } = at();
    await put(store, practitioner('p1'), practitioner('p2'), practitioner('p1'));
    await put(store, practitioner('p2'));
    const { names } = await historyOf(at());
    expect(names[0]).toBe('p2/2');
    expect(names.filter((name) => name.startsWith('p1'))).toEqual(['p1/2', 'p1/1']);
  });

  it('never goes back in time, even when the clock does', async () => {
    const { store, clock } = at();
    await put(store, practitioner('p1'));
    clock.ms -= 3_600_000;
    const [second] = await put(store, practitioner('p2'));
    expect(second?.lastUpdated).toBeGreaterThanOrEqual(nine);
    const { versions, names } = await historyOf(at(), { since: nine });
    expect(names).toEqual(['p2/1', 'p1/1']);
    expect(versions.map(({ lastUpdated }) => lastUpdated)).toEqual(
      versions.map(({ lastUpdated }) => lastUpdated).toSorted((a, b) => b - a),
    );
  });

  it.each(['x', '-1', '1e3', ''])('refuses %j, which is none of its cursors', async (cursor) => {
    const { store } = at();
    await expect(store.history({ count: 10, cursor })).rejects.toMatchObject({ name: 'OutcomeError', status: 400 });
  });
}
