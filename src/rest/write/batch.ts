/** batch: each entry on its own, as if it had come alone. https://hl7.org/fhir/R4/http.html#transaction */
import { internalError, OutcomeError, refuse, toOperationOutcome } from '../../fhir/outcome.ts';
import { toBundleJson } from '../bundle.ts';
import type { FhirRequest, FhirResponse, Interaction } from '../interaction.ts';
import { readPatch } from './apply-patch.ts';
import { type BundleEntry, forEntry, parseEntries } from './bundle-entry.ts';

/** What the entries of a Bundle are answered with. */
export interface BundleContext {
  /** Answers an entry as a request of its own. */
  readonly interact: Interaction;
  /** Whether a request writes nothing, whatever its method. */
  readonly isRead: (asked: Pick<FhirRequest, 'method' | 'path'>) => boolean;
  /** The request that brought the Bundle. */
  readonly request: FhirRequest;
  readonly reportFailure: ReportFailure;
  /** What a store's troubles say that were reported: the same one is not told of each entry. */
  readonly reported: Set<string>;
}

/** Told of entries that fail with 500 or more, of one trouble of the store once: the answer to the whole goes on. */
export type ReportFailure = (error: unknown, where: FailedEntry) => void;

export interface FailedEntry {
  /** Of the request that brought the Bundle. */
  readonly requestId: string | undefined;
  /** `Bundle.entry[3]`. */
  readonly entry: string;
}

/**
 * Answers every entry, one that is refused harms no other. Reads wait for the writes before them, and writes for the reads;
 * writes that stand together are submitted together, in their order, so that the store commits them in groups.
 */
export async function batch(bundle: object, context: BundleContext): Promise<FhirResponse> {
  const answers: string[] = [];
  for (const { isRead, entries } of runsOf(parseEntries(bundle, context.request.baseUrl), context)) {
    answers.push(...(await (isRead ? answerReads(entries, context) : answerWrites(entries, context))));
  }
  return { status: 200, body: toBundleJson({ type: 'batch-response', links: [], entries: answers }) };
}

/** Entries that stand together and all read, or all write. */
interface EntryRun {
  readonly isRead: boolean;
  readonly entries: BundleEntry[];
}

function runsOf(entries: readonly BundleEntry[], context: BundleContext): EntryRun[] {
  const runs: EntryRun[] = [];
  for (const entry of entries) {
    const isRead = context.isRead({ method: entry.method, path: addressOf(entry).path });
    const last = runs.at(-1);
    if (last?.isRead === isRead) last.entries.push(entry);
    else runs.push({ isRead, entries: [entry] });
  }
  return runs;
}

const answerWrites = (entries: readonly BundleEntry[], context: BundleContext): Promise<string[]> =>
  Promise.all(entries.map((entry) => answerEntry(entry, context)));

/** Reads that are under way at a time for one request: all at once would take every connection of a store from others. */
const mostReads = 8;

/** The answers to reads, in their order. Each has its own time from when its turn comes. */
export async function answerReads(entries: readonly BundleEntry[], context: BundleContext): Promise<string[]> {
  const answers: string[] = [];
  const waiting = entries.entries();
  const answerInTurn = async () => {
    for (const [index, entry] of waiting) answers[index] = await answerEntry(entry, context);
  };
  await Promise.all(Array.from({ length: mostReads }, answerInTurn));
  return answers;
}

/** The entry of the answer as JSON; never rejects: a refusal is told in it. */
async function answerEntry(entry: BundleEntry, context: BundleContext): Promise<string> {
  const { interact, request } = context;
  try {
    return toEntryJson(await interact(forEntry(entry.name, () => toRequest(entry, request))));
  } catch (error) {
    const { requestId } = request;
    const refusal = error instanceof OutcomeError ? error : internalError(requestId);
    if (refusal.status >= 500) report(error, { requestId, entry: entry.name }, context);
    return `{"response":${JSON.stringify({ status: String(refusal.status), outcome: toOperationOutcome(refusal.issues) })}}`;
  }
}

function report(error: unknown, where: FailedEntry, { reportFailure, reported }: BundleContext): void {
  if (error instanceof OutcomeError) {
    if (reported.has(error.message)) return;
    reported.add(error.message);
  }
  reportFailure(error, where);
}

/** Below the base, as the edge takes an address apart. */
function addressOf({ url }: BundleEntry): Pick<FhirRequest, 'path' | 'query'> {
  const [address = '', query = ''] = url.split(/\?(.*)/s);
  return { path: address.split('/').filter(Boolean), query };
}

/** The entry as a request of its own. */
function toRequest(entry: BundleEntry, { baseUrl, headers }: FhirRequest): FhirRequest {
  const { method, resource, ifMatch, ifNoneMatch, ifNoneExist } = entry;
  const { path, query } = addressOf(entry);
  // Else its entries would come on top of those that one Bundle may have.
  if (path.length === 0) refuse('not-supported', 'A Bundle in a Bundle is not taken', 'request.url');
  const content = method === 'PATCH' ? readPatch(resource) : resource;
  return {
    method,
    path,
    query,
    baseUrl,
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
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
