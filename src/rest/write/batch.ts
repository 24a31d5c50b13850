/** batch: each entry on its own, as if it had come alone. https://hl7.org/fhir/R4/http.html#transaction */
import { issue, OutcomeError, toOperationOutcome } from '../../fhir/outcome.ts';
import { toBundleJson } from '../bundle.ts';
import type { FhirRequest, FhirResponse, Interaction } from '../interaction.ts';
import { type BundleEntry, parseEntries } from './bundle-entry.ts';

/** Answers every entry in its order; one that is refused harms no other. `reportBug` gets what is no refusal. */
export async function batch(
  interact: Interaction,
  bundle: object,
  request: FhirRequest,
  reportBug: (error: unknown) => void,
): Promise<FhirResponse> {
  const entries: string[] = [];
  for (const entry of parseEntries(bundle, request.baseUrl)) {
    entries.push(await answerEntry(interact, entry, request, reportBug));
  }
  return { status: 200, body: toBundleJson({ type: 'batch-response', links: [], entries }) };
}

async function answerEntry(
  interact: Interaction,
  entry: BundleEntry,
  request: FhirRequest,
  reportBug: (error: unknown) => void,
): Promise<string> {
  try {
    return toEntryJson(await interact(toRequest(entry, request)));
  } catch (error) {
    if (!(error instanceof OutcomeError)) reportBug(error);
    const refusal = error instanceof OutcomeError ? error : new OutcomeError(issue('exception', 'Internal error'));
    return `{"response":${JSON.stringify({ status: String(refusal.status), outcome: toOperationOutcome(refusal.issues) })}}`;
  }
}

/** The entry as a request of its own. */
function toRequest(entry: BundleEntry, { baseUrl, headers }: FhirRequest): FhirRequest {
  const [path = '', query = ''] = entry.url.split(/\?(.*)/s);
  return {
    method: entry.method,
    path: path.split('/').filter(Boolean),
    query,
    baseUrl,
    ...(entry.resource === undefined
      ? {}
      : { body: JSON.stringify(entry.resource), contentType: 'application/fhir+json' }),
    headers: { prefer: headers.prefer, ifMatch: entry.ifMatch, ifNoneExist: entry.ifNoneExist },
  };
}

function toEntryJson({ status, headers = {}, body }: FhirResponse): string {
  const response = {
    status: String(status),
    location: headers.Location,
    etag: headers.ETag,
    lastModified: headers['Last-Modified'] && new Date(headers['Last-Modified']).toISOString(),
  };
  const text = typeof body === 'string' ? body : body && Buffer.concat(body).toString();
  const resource = text ? `"resource":${text},` : '';
  return `{${resource}"response":${JSON.stringify(response)}}`;
}
