/** search: the guide's searches where its rules govern, FHIR's own elsewhere. https://hl7.org/fhir/R4/http.html#search */
import { answerScheduleSearch } from '../agenda/answer-schedule-search.ts';
import { type AgendaDependencies, answerSlotSearch } from '../agenda/answer-slot-search.ts';
import { withPageUrl } from '../agenda/page-url.ts';
import { isGuideScheduleSearch, readScheduleSearch } from '../agenda/schedule-search.ts';
import { isGuideSlotSearch, readSlotSearch } from '../agenda/slot-search.ts';
import { toReference } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-type.ts';
import type { Search } from '../fhir/search/criterion.ts';
import { type Handling, parseSearch } from '../fhir/search/parse-search.ts';
import { formToQuery, parseQuery, toUriText } from '../fhir/search/query-string.ts';
import type { StoredResource } from '../store/resource-store.ts';
import { toBundleJson } from './bundle.ts';
import { keepElements } from './elements.ts';
import { includeResources } from './include.ts';
import type { FhirRequest, FhirResponse } from './interaction.ts';
import { nextQuery, usedQuery } from './page-links.ts';

/** A searchset Bundle. */
export async function search(
  dependencies: AgendaDependencies,
  type: ResourceType,
  request: FhirRequest,
): Promise<FhirResponse> {
  const query = [request.query, formToQuery(request.form ?? '')].filter(Boolean).join('&');
  const { baseUrl } = request;
  const asked = parseSearch(type, parseQuery(query), { handling: handlingOf(request), baseUrl });
  // The guide wants its searches repeated as they were asked.
  const links = { baseUrl, selfUrl: toUrl(baseUrl, type, query) };
  if (type === 'Slot' && isGuideSlotSearch(asked)) {
    return { status: 200, body: await answerSlotSearch(dependencies, readSlotSearch(asked), links) };
  }
  if (type === 'Schedule' && isGuideScheduleSearch(asked)) {
    return { status: 200, body: await answerScheduleSearch(dependencies, readScheduleSearch(asked), links) };
  }
  const used = usedQuery(query, asked.ignored);
  const plainLinks = { baseUrl, selfUrl: toUrl(baseUrl, type, used), query: used };
  return { status: 200, body: await answerPlainSearch(dependencies, asked, plainLinks) };
}

const toUrl = (baseUrl: string, type: ResourceType, query: string): string =>
  `${baseUrl}/${type}${query ? `?${toUriText(query)}` : ''}`;

const handlingOf = ({ headers }: FhirRequest): Handling =>
  /(^|[\s,;])handling\s*=\s*"?strict"?/i.test(headers.prefer ?? '') ? 'strict' : 'lenient';

interface PlainLinks {
  readonly baseUrl: string;
  readonly selfUrl: string;
  readonly query: string;
}

async function answerPlainSearch(
  { store }: AgendaDependencies,
  asked: Search,
  { baseUrl, selfUrl, query }: PlainLinks,
): Promise<string> {
  const total =
    asked.total === 'none' && !asked.isCountOnly ? undefined : await store.count(asked.type, asked.criteria);
  const self = { relation: 'self', url: selfUrl };
  if (asked.isCountOnly) return toBundleJson({ type: 'searchset', total, links: [self], entries: [] });
  const page = await store.search(asked);
  const included = await includeResources(store, page.matches, asked.includes);
  const entries = [
    ...page.matches.map((match) => toEntry(match, 'match', asked, baseUrl)),
    ...included.map((one) => toEntry(one, 'include', asked, baseUrl)),
  ];
  const nextUrl = page.next && `${baseUrl}/${asked.type}?${nextQuery(query, page.next)}`;
  const links = nextUrl ? [self, { relation: 'next', url: nextUrl }] : [self];
  return toBundleJson({ type: 'searchset', total, links, entries });
}

function toEntry(stored: StoredResource, mode: 'match' | 'include', { elements }: Search, baseUrl: string): string {
  const kept = elements && mode === 'match' ? keepElements(stored.type, stored.json, elements) : stored.json;
  const json = withPageUrl(stored.type, kept, baseUrl);
  return `{"fullUrl":"${baseUrl}/${toReference(stored)}","resource":${json},"search":{"mode":"${mode}"}}`;
}
