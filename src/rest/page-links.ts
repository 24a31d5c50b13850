/** The queries of a page's links: its own and the next page's. https://hl7.org/fhir/R4/search.html#conformance */
import { cursorParameter } from '../fhir/search/parse-search.ts';
import { parseQuery, toUriText } from '../fhir/search/query-string.ts';

/** The query as it was asked, without what was ignored. */
export const usedQuery = (query: string, ignored: readonly string[]): string =>
  parseQuery(query)
    .filter(({ name }) => !ignored.includes(name))
    .map(({ raw }) => raw)
    .join('&');

/** The query as it was asked, from a cursor on. */
export function nextQuery(query: string, cursor: string): string {
  const others = parseQuery(query).filter(({ name }) => name !== cursorParameter);
  return [...others.map(({ raw }) => toUriText(raw)), `${cursorParameter}=${cursor}`].join('&');
}
