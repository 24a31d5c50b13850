/** What a transaction answers to a write. https://hl7.org/fhir/R4/http.html#transaction-response */
import { withPageUrl } from '../../agenda/page-url.ts';
import { type Issue, toOperationOutcome } from '../../fhir/outcome.ts';
import type { ResourceKey } from '../../fhir/reference.ts';
import { toServerInstant } from '../../fhir/stored-json.ts';
import type { FhirRequest } from '../interaction.ts';
import { toEtag } from '../version-headers.ts';
import type { VersionAfter } from './commit-draft.ts';
import { askedPreference, locationOf, outcomeOfWrite } from './write-response.ts';

/** What became of an entry; `issues` are warnings about what was kept or left out. */
export interface EntryResult {
  /** Absent where nothing can be read afterwards: a deletion, a slot left out of a replaced day. */
  readonly key?: ResourceKey | undefined;
  readonly status: '200' | '201' | '204';
  readonly issues?: readonly Issue[];
}

/** The entry of the answer as JSON. The resource comes with it only when the request prefers that. */
export function toEntryJson(
  { key, status, issues }: EntryResult,
  versionAfter: VersionAfter,
  { baseUrl, headers }: FhirRequest,
): string {
  if (!key) {
    const outcome = issues ? { outcome: toOperationOutcome(issues) } : {};
    return `{"response":${JSON.stringify({ status, ...outcome })}}`;
  }
  const version = versionAfter(key);
  const preference = askedPreference(headers.prefer);
  const response = {
    status,
    location: locationOf(version, baseUrl),
    etag: toEtag(version),
    lastModified: toServerInstant(version.lastUpdated),
    ...(preference === 'OperationOutcome' ? { outcome: outcomeOfWrite(version, status === '201') } : {}),
  };
  const json = preference === 'representation' ? version.json : undefined;
  const resource = json ? `"resource":${withPageUrl(version.type, json, baseUrl)},` : '';
  return `{${resource}"response":${JSON.stringify(response)}}`;
}
