/** What a store answers, page by page, so that two of them can be compared. */
import type { HistoryQuery, ResourceStore, StoredVersion } from '../../src/store/resource-store.ts';
import type { TestClock } from './clock.ts';
import type { RandomSearch, RandomWrite } from './random-agenda.ts';
import { nine } from './resources.ts';
import { apply, keyOf, putOf, searchOf } from './store-access.ts';

/** Writes in units of a few, a second apart. */
export async function fill(store: ResourceStore, clock: TestClock, writes: readonly RandomWrite[]): Promise<void> {
  for (let from = 0; from < writes.length; from += 5) {
    clock.ms = nine + from * 1000;
    const changes = writes
      .slice(from, from + 5)
      .map(({ resource, isDeleted }) =>
        isDeleted ? ({ kind: 'delete', key: keyOf(resource) } as const) : putOf(resource),
      );
    await apply(store, changes);
  }
}

/** `Slot?status=free&_count=5`. */
export const toText = ({ type, conditions, sort, count }: RandomSearch): string => {
  const pairs = [...conditions, ...(sort ? [['_sort', sort]] : []), ['_count', String(count)]];
  return `${type}?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join('&')}`;
};

/** All pages of a search, each with what is in it. */
export async function searchAll(store: ResourceStore, search: RandomSearch): Promise<(readonly StoredVersion[])[]> {
  const pages: (readonly StoredVersion[])[] = [];
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
    const page = await store.search({ ...searchOf(toText(search)), ...(cursor ? { cursor } : {}) });
    pages.push(page.matches);
    cursor = page.next;
  }
  return pages;
}

/** Of all, of a type, of a resource, since an instant. */
export const histories: readonly Omit<HistoryQuery, 'count'>[] = [
  {},
  { type: 'Slot' },
  { type: 'Practitioner', id: '1' },
  { since: nine + 10_000 },
  { type: 'Schedule', since: nine + 5000 },
];

/** All pages of a history. */
export async function historyAll(store: ResourceStore, query: Omit<HistoryQuery, 'count'>) {
  const pages: unknown[] = [];
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
    const { versions, total, next } = await store.history({ ...query, count: 7, ...(cursor ? { cursor } : {}) });
    pages.push({ versions, total });
    cursor = next;
  }
  return pages;
}
