/** batch: each entry on its own, as if it had come alone. https://hl7.org/fhir/R4/http.html#transaction */
import { issue, OutcomeError, refuse, toOperationOutcome } from '../../fhir/outcome.ts';
import { toBundleJson } from '../bundle.ts';
import type { FhirRequest, FhirResponse, Interaction } from '../interaction.ts';
import { readPatch } from './apply-patch.ts';
import { type BundleEntry, forEntry, parseEntries } from './bundle-entry.ts';

/** What the entries of a Bundle are answered with. */
export interface BundleContext {
  /** Answers an entry as a request of its own. */
  readonly interact: Interaction;
  /** The request that brought the Bundle. */
  readonly request: FhirRequest;
  /** Gets what is no refusal. */
  readonly reportBug: (error: unknown) => void;
}

/**
 * Answers every entry, one that is refused harms no other. A read waits for the writes before it; writes that stand
 * together are submitted together, in their order, so that the store commits them in groups.
 */
export async function batch(bundle: object, context: BundleContext): Promise<FhirResponse> {
  const answers: Promise<string>[] = [];
  for (const entry of parseEntries(bundle, context.request.baseUrl)) {
    if (entry.method === 'GET') await Promise.all(answers);
    answers.push(answerEntry(entry, context));
  }
  const entries = await Promise.all(answers);
  return { status: 200, body: toBundleJson({ type: 'batch-response', links: [], entries }) };
}

/** The entry of the answer as JSON; never rejects: a refusal is told in it. */
export async function answerEntry(
  entry: BundleEntry,
  { interact, request, reportBug }: BundleContext,
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
  const [address = '', query = ''] = url.split(/\?(.*)/s);
  const path = address.split('/').filter(Boolean);
  // Else its entries would come on top of those that one Bundle may have.
  if (path.length === 0) refuse('not-supported', 'A Bundle in a Bundle is not taken', 'request.url');
  const content = method === 'PATCH' ? readPatch(resource) : resource;
  return {
    method,
    path,
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
