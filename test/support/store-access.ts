/** Short ways for tests to write to and search in a store. */
import type { ResourceKey } from '../../src/fhir/reference.ts';
import type { AgendaResource, ResourceType } from '../../src/fhir/resource-type.ts';
import type { Search } from '../../src/fhir/search/criterion.ts';
import { parseSearch } from '../../src/fhir/search/parse-search.ts';
import { parseQuery } from '../../src/fhir/search/query-string.ts';
import type { ResourceStore, StoredVersion } from '../../src/store/resource-store.ts';
import type { Change, Decision, Seen } from '../../src/store/unit-of-work.ts';

export const putOf = (resource: AgendaResource): Change => ({ kind: 'put', method: 'PUT', resource });

export const keyOf = (resource: AgendaResource): ResourceKey => ({ type: resource.resourceType, id: resource.id! });

/** Carries the changes out without looking; the versions they made. */
export const apply = (store: ResourceStore, changes: Decision<unknown>['changes']): Promise<readonly StoredVersion[]> =>
  store.transact({ sees: {}, decide: () => ({ changes, answer: (written) => written }) });

/** From now on tells `look` each decision of the store's units, before it is carried out; what it throws refuses it. */
export function lookAtDecisions(store: ResourceStore, look: (decision: Decision<unknown>) => void): void {
  const transact = store.transact.bind(store);
  store.transact = (unit) =>
    transact({
      ...unit,
      decide: (seen) => {
        const decision = unit.decide(seen);
        look(decision);
        return decision;
      },
    });
}

/** The store makes its next decision twice: `write` comes between. */
export function decideAgain(store: ResourceStore, write: () => Promise<unknown>): void {
  const transact = store.transact.bind(store);
  store.transact = async (unit) => {
    store.transact = transact;
    const forNothing = (seen: Seen) => {
      unit.decide(seen).answer([]);
      return { changes: [], answer: () => undefined };
    };
    await transact({ sees: unit.sees, decide: forNothing });
    await write();
    return transact(unit);
  };
}

/** Writes the resources in one unit, whatever stood there. */
export const put = (store: ResourceStore, ...resources: AgendaResource[]): Promise<readonly StoredVersion[]> =>
  apply(store, resources.map(putOf));

export const remove = (store: ResourceStore, type: ResourceType, id: string): Promise<readonly StoredVersion[]> =>
  apply(store, [{ kind: 'delete', key: { type, id } }]);

/** `Slot?status=free`, understood. */
export function searchOf(text: string): Search {
  const at = text.indexOf('?');
  return parseSearch(text.slice(0, at) as ResourceType, parseQuery(text.slice(at + 1)), { handling: 'strict' });
}

/** The ids of the first page of a search such as `Slot?status=free`. */
export async function find(store: ResourceStore, text: string): Promise<string[]> {
  const { matches } = await store.search(searchOf(text));
  return matches.map(({ id }) => id);
}

/** The ids on all pages of a search, page by page; `between` runs after each page. */
export async function findPages(
  store: ResourceStore,
  text: string,
  between: (page: number) => Promise<unknown> = async () => {},
): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await store.search({ ...searchOf(text), ...(cursor ? { cursor } : {}) });
    pages.push(page.matches.map(({ id }) => id));
    cursor = page.next;
    await between(pages.length);
  } while (cursor !== undefined);
  return pages;
}

export const resourceOf = (version: StoredVersion | undefined): AgendaResource =>
  JSON.parse(version?.json ?? 'null') as AgendaResource;
