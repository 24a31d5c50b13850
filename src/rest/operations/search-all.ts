/** Searches of the store whose matches are wanted whole. */
import { parseStoredResource } from '../../agenda/parse-stored-resource.ts';
import type { Criterion, TermMatch } from '../../fhir/search/criterion.ts';
import type { ResourceStore } from '../../store/resource-store.ts';

const pageSize = 1000;

export interface WholeSearch {
  readonly type: 'Schedule' | 'Slot';
  readonly criteria: readonly Criterion[];
  /** Once it fires no further page is read. */
  readonly givenUp: AbortSignal | undefined;
}

/** Every match, parsed, page by page; slots in order of start. */
export async function searchAll<R>(store: ResourceStore, { type, criteria, givenUp }: WholeSearch): Promise<R[]> {
  const sort = type === 'Slot' ? [{ code: 'start', isDescending: false }] : [];
  const found: R[] = [];
  let cursor: string | undefined;
  do {
    givenUp?.throwIfAborted();
    const page = await store.search({ type, criteria, sort, count: pageSize, ...(cursor ? { cursor } : {}) });
    found.push(...page.matches.map(parseStoredResource<R>));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

/** That a parameter has one of these values. */
export const term = (param: string, anyOf: readonly TermMatch[]): Criterion => ({
  kind: 'term',
  param,
  anyOf,
  negated: false,
});
