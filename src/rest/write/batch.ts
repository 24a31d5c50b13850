/** batch: each entry on its own, as if it had come alone. https://hl7.org/fhir/R4/http.html#transaction */
import { issue, OutcomeError, toOperationOutcome } from '../../fhir/outcome.ts';
import { toBundleJson } from '../bundle.ts';
import type { FhirRequest, FhirResponse, Interaction } from '../interaction.ts';
import { readPatch } from './apply-patch.ts';
import { type BundleEntry, forEntry, parseEntries } from './bundle-entry.ts';

/**
 * Answers every entry, one that is refused harms no other. A read waits for the writes before it; writes that stand
 * together are submitted together, in their order, so that the store commits them in groups. `reportBug` gets what is
 * no refusal.
 */
export async function batch(
  interact: Interaction,
  bundle: object,
  request: FhirRequest,
  reportBug: (error: unknown) => void,
): Promise<FhirResponse> {
  const answers: Promise<string>[] = [];
  for (const entry of parseEntries(bundle, request.baseUrl)) {
    if (entry.method === 'GET') await Promise.all(answers);
    answers.push(answerEntry(interact, entry, request, reportBug));
  }
  const entries = await Promise.all(answers);
  return { status: 200, body: toBundleJson({ type: 'batch-response', links: [], entries }) };
}

async function answerEntry(
  interact: Interaction,
  entry: BundleEntry,
  request: FhirRequest,
  reportBug: (error: unknown) => void,
): Promise<string> {
  try {
    return toEntryJson(await interact(forEntry(entry.name, () => toRequest(entry, request))));
  } catch (error) {
    if (!(error instanceof OutcomeError)) reportBug(error);
    const refusal = error instanceof OutcomeError ? error : new OutcomeError(issue('exception', 'Internal error'));
    return `{"response":${JSON.stringify({ status: String(refusal.status), outcome: toOperationOutcome(refusal.issues) })}}`;
  }
}

/** The entry as a request of its own. */
function toRequest(entry: BundleEntry, { baseUrl, headers }: FhirRequest): FhirRequest {
  const { method, url, resource, ifMatch, ifNoneMatch, ifNoneExist } = entry;
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const content = method === 'PATCH' ? readPatch(resource) : resource;
  return {
    method,
    path: path.split('/').filter(Boolean),
    query,
    baseUrl,
    ...(content === undefined ? {} : { body: JSON.stringify(content), contentType: 'application/fhir+json' }),
    headers: { prefer: headers.prefer, ifMatch, ifNoneMatch, ifNoneExist },
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
