/** Which surroundings a search of the guide asks for. */
import type { ResourceType } from '../fhir/resource-type.ts';
import type { Include, Search } from '../fhir/search/criterion.ts';

export interface AskedInclude extends Pick<Include, 'source' | 'param'> {
  /** `include` unless said otherwise. */
  readonly direction?: Include['direction'];
  /** Of this type, if the reference may lead to several. */
  readonly target?: ResourceType;
}

/** Whether one of the search's includes covers this one; `:iterate` or not is all the same to the guide. */
export const isIncluded = (search: Search, { direction = 'include', source, param, target }: AskedInclude): boolean =>
  search.includes.some(
    (include) =>
      include.direction === direction &&
      include.source === source &&
      (include.param === param || include.param === '*') &&
      (include.target === undefined || target === undefined || include.target === target),
  );
