/** read and vread: what was stored, as it was stored; a Slot's page has its URL. https://hl7.org/fhir/R4/http.html#read */
import { withPageUrl } from '../agenda/page-url.ts';
import { issue, OutcomeError } from '../fhir/outcome.ts';
import { type ResourceKey, toReference } from '../fhir/reference.ts';
import type { ResourceStore, StoredVersion } from '../store/resource-store.ts';
import type { FhirRequest, FhirRequestHeaders, FhirResponse } from './interaction.ts';
import { parseEtags, versionHeaders } from './version-headers.ts';

/** The current version; 404 when there never was one, 410 when it was deleted, 304 when the client has it already. */
export async function read(store: ResourceStore, key: ResourceKey, request: FhirRequest): Promise<FhirResponse> {
  const version = await store.read(key);
  if (!version) throw new OutcomeError(issue('not-found', `There is no ${toReference(key)}`, toReference(key)));
  return toResponse(version, request);
}

/** One version. */
export async function vread(
  store: ResourceStore,
  key: ResourceKey,
  versionId: string,
  request: FhirRequest,
): Promise<FhirResponse> {
  const version = /^\d{1,9}$/.test(versionId) ? await store.readVersion(key, Number(versionId)) : undefined;
  const name = `${toReference(key)}/_history/${versionId}`;
  if (!version) throw new OutcomeError(issue('not-found', `There is no ${name}`, name));
  return toResponse(version, request);
}

function toResponse(version: StoredVersion, { headers, baseUrl }: FhirRequest): FhirResponse {
  if (version.json === undefined) {
    throw new OutcomeError(issue('deleted', `${toReference(version)} was deleted`, toReference(version)));
  }
  if (isKnown(version, headers)) return { status: 304, headers: versionHeaders(version) };
  return { status: 200, headers: versionHeaders(version), body: withPageUrl(version.type, version.json, baseUrl) };
}

/** Whether the client has this version already; `If-Modified-Since` counts only without `If-None-Match` (RFC 9110 §13.2.2). */
function isKnown(version: StoredVersion, { ifNoneMatch, ifModifiedSince }: FhirRequestHeaders): boolean {
  if (ifNoneMatch) return parseEtags(ifNoneMatch)?.includes(String(version.versionId)) ?? true;
  const wholeSeconds = Math.floor(version.lastUpdated / 1000) * 1000;
  return ifModifiedSince !== undefined && wholeSeconds <= Date.parse(ifModifiedSince);
}
