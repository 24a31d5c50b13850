/** Any search of any small agenda finds what FHIR's own words say, whole and in order, page by page. */
import fc from 'fast-check';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import { naiveSearch } from '../support/naive-search.ts';
import { beginOf, type Json } from '../support/naive-values.ts';
import { type RandomSearch, type RandomWrite, randomSearch, randomWrites } from '../support/random-agenda.ts';
import { nine } from '../support/resources.ts';
import { apply, findPages, keyOf, putOf, searchOf } from '../support/store-access.ts';
import type { OpenStore } from './resource-store.contract.ts';

const nameOf = ({ resourceType, id }: AgendaResource): string => `${resourceType}/${id}`;

/** Writes in a few units; what is there at the end. */
async function fill(store: ResourceStore, writes: readonly RandomWrite[]): Promise<AgendaResource[]> {
  const world = new Map<string, AgendaResource>();
  const changes = writes.flatMap(({ resource, isDeleted }) => {
    if (!isDeleted) {
      world.set(nameOf(resource), resource);
      return [putOf(resource)];
    }
    return world.delete(nameOf(resource)) ? [{ kind: 'delete', key: keyOf(resource) } as const] : [];
  });
  for (let from = 0; from < changes.length; from += 7) await apply(store, changes.slice(from, from + 7));
  return [...world.values()];
}

const toText = ({ type, conditions, sort, count }: RandomSearch): string => {
  const pairs = [...conditions, ...(sort ? [['_sort', sort]] : []), ['_count', String(count)]];
  return `${type}?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join('&')}`;
};

type SortValue = string | number | undefined;

/** What is sorted by, for the keys that the random searches use; these elements have one value or none. */
const sortValues: Readonly<Record<string, (resource: Json) => unknown>> = {
  _id: ({ id }) => id,
  status: ({ status }) => status,
  schedule: ({ schedule }) => (schedule as Json | undefined)?.reference,
  start: ({ start }) => start && beginOf(start),
  date: ({ start, planningHorizon }) => (start ?? planningHorizon) && beginOf(start ?? planningHorizon),
};

/** Whether `b` may follow `a`; what has no value comes last in either direction. */
function mayFollow(a: AgendaResource, b: AgendaResource, keys: readonly string[]): boolean {
  for (const key of keys) {
    const isDescending = key.startsWith('-');
    const read = sortValues[key.replace('-', '')]!;
    const [first, second] = [a, b].map((one) => read(one as unknown as Json) as SortValue);
    if (first === second) continue;
    if (first === undefined || second === undefined) return second === undefined;
    return first < second !== isDescending;
  }
  return true;
}

async function compare(store: ResourceStore, world: readonly AgendaResource[], search: RandomSearch): Promise<void> {
  const text = toText(search);
  const wanted = naiveSearch(world, search.type, search.conditions);
  const pages = await findPages(store, text);
  const found = pages.flat();
  expect([text, found.toSorted()]).toEqual([text, wanted.map(({ id }) => id!).toSorted()]);
  expect([text, await store.count(search.type, searchOf(text).criteria)]).toEqual([text, wanted.length]);
  expect(pages.slice(0, -1).every(({ length }) => length === search.count)).toBe(true);
  const inOrder = found.map((id) => wanted.find((one) => one.id === id)!);
  const keys = search.sort ? search.sort.split(',') : [];
  for (const [index, next] of inOrder.slice(1).entries()) {
    expect([text, found, mayFollow(inOrder[index]!, next, keys)]).toEqual([text, found, true]);
  }
}

/** Compares a store with the naive search, over random agendas. */
export function describeNaiveSearch(open: OpenStore): void {
  it('finds what the naive search finds, in any agenda', async () => {
    const searches = fc.array(randomSearch, { minLength: 1, maxLength: 40, size: 'max' });
    await fc.assert(
      fc.asyncProperty(randomWrites, searches, async (writes, asked) => {
        const store = await open({ projectSlot: () => undefined, clock: () => nine });
        try {
          const world = await fill(store, writes);
          for (const search of asked) await compare(store, world, search);
        } finally {
          await store.close();
        }
      }),
      { numRuns: Number(process.env.SAS_PROPERTY_RUNS ?? 40) },
    );
  });
}
