/** Order and pages of a search. */
import { minute, nine, practitioner, schedule, slot } from '../support/resources.ts';
import { find, findPages, put, remove, searchOf } from '../support/store-access.ts';
import type { AtBench } from './resource-store.contract.ts';

const numbers = (n: number) => Array.from({ length: n }, (_, index) => index);

export function describePaging(at: AtBench): void {
  describeOrder(at);
  describePages(at);
}

function describeOrder(at: AtBench): void {
  it('is that of creation when none is asked', async () => {
    const { store } = at();
    await put(store, practitioner('c'), practitioner('a'));
    await put(store, practitioner('b'));
    await put(store, practitioner('c', { active: false }));
    expect(await find(store, 'Practitioner?')).toEqual(['c', 'a', 'b']);
  });

  it('follows a date, ties in order of creation, what has none last in either direction', async () => {
    const { store } = at();
    const horizon = (start: string) => ({ planningHorizon: { start } });
    await put(
      store,
      schedule('none1', 'Practitioner/p1'),
      schedule('late', 'Practitioner/p1', horizon('2026-12-01')),
      schedule('early', 'Practitioner/p1', horizon('2026-11-01')),
      schedule('late2', 'Practitioner/p1', horizon('2026-12-01')),
      schedule('none2', 'Practitioner/p1'),
    );
    expect(await find(store, 'Schedule?_sort=date')).toEqual(['early', 'late', 'late2', 'none1', 'none2']);
    expect(await find(store, 'Schedule?_sort=-date')).toEqual(['late', 'late2', 'early', 'none1', 'none2']);
  });

  it('follows a string without accents or case, and several keys one after the other', async () => {
    const { store } = at();
    const named = (id: string, family: string, given: string) =>
      practitioner(id, { name: [{ family, given: [given] }] });
    await put(store, named('1', 'Zola', 'Émile'), named('2', 'étienne', 'Anne'), named('3', 'Zola', 'Alexandrine'));
    await put(store, named('4', 'Eve', 'Zoé'), practitioner('5'));
    expect(await find(store, 'Practitioner?_sort=family,given')).toEqual(['2', '4', '3', '1', '5']);
    expect(await find(store, 'Practitioner?_sort=-family,given')).toEqual(['3', '1', '4', '2', '5']);
    expect(await find(store, 'Practitioner?_sort=family,-given')).toEqual(['2', '4', '1', '3', '5']);
  });

  it('follows a token, an id, the last update', async () => {
    const { store, clock } = at();
    await put(store, slot('b', 'x', { status: 'free' }), slot('c', 'x', { status: 'busy' }));
    clock.ms += 1000;
    await put(store, slot('a', 'x', { status: 'busy-tentative' }));
    expect(await find(store, 'Slot?_sort=status')).toEqual(['c', 'a', 'b']);
    expect(await find(store, 'Slot?_sort=_id')).toEqual(['a', 'b', 'c']);
    expect(await find(store, 'Slot?_sort=-_id')).toEqual(['c', 'b', 'a']);
    expect(await find(store, 'Slot?_sort=-_lastUpdated,_id')).toEqual(['a', 'b', 'c']);
  });
}

function describePages(at: AtBench): void {
  const sorts = ['', '&_sort=start', '&_sort=-start', '&_sort=-status,start', '&_sort=_id', '&_sort=identifier'];

  /** Slots in four groups of one start, half of them busy, half with an identifier. */
  const fill = () =>
    put(
      at().store,
      ...numbers(23).map((n) =>
        slot(`s${String(n).padStart(2, '0')}`, 'x', {
          start: nine + (n % 4) * minute,
          status: n % 2 === 0 ? 'free' : 'busy',
          ...(n % 2 === 0 ? {} : { identifier: [{ value: String(n) }] }),
        }),
      ),
    );

  it.each(sorts)('hold each match once, in the order of the whole: %s', async (sort) => {
    const { store } = at();
    await fill();
    const whole = await find(store, `Slot?_count=1000${sort}`);
    expect(whole.toSorted()).toHaveLength(23);
    const pages = await findPages(store, `Slot?_count=5${sort}`);
    expect(pages.map(({ length }) => length)).toEqual([5, 5, 5, 5, 3]);
    expect(pages.flat()).toEqual(whole);
  });

  it('end without a link when the last one is full', async () => {
    const { store } = at();
    await put(store, slot('a', 'x'), slot('b', 'x'));
    expect(await findPages(store, 'Slot?_count=2')).toEqual([['a', 'b']]);
    expect(await findPages(store, 'Slot?_count=1')).toEqual([['a'], ['b']]);
    expect(await findPages(store, 'Slot?status=busy')).toEqual([[]]);
  });

  it.each(sorts)('show what stays once, and miss none of it, while others come and go: %s', async (sort) => {
    const { store } = at();
    await fill();
    const doomed = (page: number) => `s${String(22 - page).padStart(2, '0')}`;
    const pages = await findPages(store, `Slot?_count=4${sort}`, async (page) => {
      await remove(store, 'Slot', doomed(page));
      await put(store, slot(`new${page}`, 'x', { start: nine + page * minute }));
    });
    const shown = pages.flat();
    expect(new Set(shown).size).toBe(shown.length);
    const removed = pages.map((_, page) => doomed(page + 1));
    const stayed = numbers(23)
      .map((n) => `s${String(n).padStart(2, '0')}`)
      .filter((id) => !removed.includes(id));
    expect(shown).toEqual(expect.arrayContaining(stayed));
  });

  it('go on where they were when the last match shown is deleted or changed', async () => {
    const { store } = at();
    await put(store, ...['a', 'b', 'c', 'd'].map((id, n) => slot(id, 'x', { start: nine + n * minute })));
    const search = { ...searchOf('Slot?_sort=start&_count=2') };
    const first = await store.search(search);
    expect(first.matches.map(({ id }) => id)).toEqual(['a', 'b']);
    await remove(store, 'Slot', 'b');
    const second = await store.search({ ...search, cursor: first.next! });
    expect(second.matches.map(({ id }) => id)).toEqual(['c', 'd']);
  });

  it.each(['', 'x', '%', 'W10', 'bnVsbA', 'WyJhIl0'])(
    'are refused for %j, which is no cursor of theirs',
    async (cursor) => {
      const { store } = at();
      await fill();
      await expect(store.search({ ...searchOf('Slot?_sort=start'), cursor })).rejects.toMatchObject({
        name: 'OutcomeError',
        status: 400,
      });
    },
  );
}
