/** history of a resource, a type, everything. https://hl7.org/fhir/R4/http.html#history */
import { withPageUrl } from '../agenda/page-url.ts';
import { parseDateTime } from '../fhir/instant.ts';
import { issue, OutcomeError, refuse } from '../fhir/outcome.ts';
import { toReference } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-type.ts';
import { cursorParameter, pageSize } from '../fhir/search/parse-search.ts';
import { parseQuery, type QueryPair, toUriText } from '../fhir/search/query-string.ts';
import { toServerInstant } from '../fhir/stored-json.ts';
import type { HistoryQuery, ResourceStore, StoredVersion, WriteMethod } from '../store/resource-store.ts';
import { toBundleJson } from './bundle.ts';
import type { FhirRequest, FhirResponse } from './interaction.ts';
import { nextQuery } from './page-links.ts';
import { toEtag } from './version-headers.ts';

export interface HistoryScope {
  readonly type?: ResourceType;
  readonly id?: string;
}

/**
 * A history Bundle, the newest version first. `_since` is inclusive, and versions are stamped in the order in which they
 * are committed: who asks again with the `meta.lastUpdated` of the newest entry seen misses no write.
 */
export async function history(store: ResourceStore, scope: HistoryScope, request: FhirRequest): Promise<FhirResponse> {
  const query = parseHistoryQuery(parseQuery(request.query));
  const page = await store.history({ ...scope, ...query });
  if (scope.id !== undefined && page.total === 0 && query.since === undefined) {
    const name = `${scope.type}/${scope.id}`;
    throw new OutcomeError(issue('not-found', `There is no ${name}`, name));
  }
  const url = `${request.baseUrl}/${request.path.join('/')}`;
  const self = { relation: 'self', url: request.query ? `${url}?${toUriText(request.query)}` : url };
  const next = page.next ? [{ relation: 'next', url: `${url}?${nextQuery(request.query, page.next)}` }] : [];
  const entries = page.versions.map((version) => toEntry(version, request.baseUrl));
  return {
    status: 200,
    body: toBundleJson({ type: 'history', total: page.total, links: [self, ...next], entries }),
  };
}

type Parameters = Pick<HistoryQuery, 'since' | 'count' | 'cursor'>;

function parseHistoryQuery(pairs: readonly QueryPair[]): Parameters {
  const value = (name: string) => pairs.find((pair) => pair.name === name)?.value;
  const [count, since, cursor] = [value('_count'), value('_since'), value(cursorParameter)];
  return {
    count: count === undefined ? pageSize.usual : parseCount(count),
    ...(since === undefined ? {} : { since: parseSince(since) }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) refuse('value', `_count is a whole number from 0, not "${text}"`, '_count');
  return Math.min(Number(text), pageSize.most);
}

function parseSince(text: string): number {
  const range = parseDateTime(text);
  return range
    ? range.from
    : refuse('value', `_since: "${text}" is no instant such as 2026-11-23T09:00:00+01:00`, '_since');
}

const statusOfMethod: Readonly<Record<WriteMethod, string>> = {
  POST: '201',
  PUT: '200',
  PATCH: '200',
  DELETE: '204',
};

function toEntry(version: StoredVersion, baseUrl: string): string {
  const reference = toReference(version);
  const request = { method: version.method, url: version.method === 'POST' ? version.type : reference };
  const response = {
    status: version.method === 'PUT' && version.versionId === 1 ? '201' : statusOfMethod[version.method],
    etag: toEtag(version),
    lastModified: toServerInstant(version.lastUpdated),
  };
  const resource = version.json === undefined ? '' : `"resource":${withPageUrl(version.type, version.json, baseUrl)},`;
  const told = `"request":${JSON.stringify(request)},"response":${JSON.stringify(response)}`;
  return `{"fullUrl":"${baseUrl}/${reference}",${resource}${told}}`;
}
