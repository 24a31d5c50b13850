/** Links from one page to the next. https://hl7.org/fhir/R4/http.html#paging */
import { cursorParameter } from '../fhir/search/parse-search.ts';
import { parseQuery, toUriText } from '../fhir/search/query-string.ts';

/** The query as it was asked, from a cursor on. */
export function nextQuery(query: string, cursor: string): string {
  const others = parseQuery(query).filter(({ name }) => name !== cursorParameter);
  return [...others.map(({ raw }) => toUriText(raw)), `${cursorParameter}=${cursor}`].join('&');
}
