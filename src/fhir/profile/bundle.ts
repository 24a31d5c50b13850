/** Rules on a Bundle as a whole, in one pass over its entries. https://hl7.org/fhir/R4/bundle.html#invs */
import { isObject, type JsonObject } from './json.ts';
import type { BundleIndex, Run } from './run.ts';

/** The entries by fullUrl and by `Type/id`; the first one wins. */
export function indexBundle(bundle: JsonObject): BundleIndex {
  const byFullUrl = new Map<string, JsonObject>();
  const byTypeAndId = new Map<string, JsonObject>();
  const urlOf = new Map<JsonObject, string>();
  for (const { resource, fullUrl } of entriesOf(bundle)) {
    if (!isObject(resource)) continue;
    if (typeof fullUrl === 'string') {
      urlOf.set(resource, fullUrl);
      if (!byFullUrl.has(fullUrl)) byFullUrl.set(fullUrl, resource);
    }
    const name = `${resource.resourceType}/${resource.id}`;
    if (!byTypeAndId.has(name)) byTypeAndId.set(name, resource);
  }
  return { byFullUrl, byTypeAndId, urlOf };
}

const entriesOf = (bundle: JsonObject): JsonObject[] =>
  Array.isArray(bundle.entry) ? bundle.entry.filter(isObject) : [];

/** The bdl invariants and the rules of fullUrl. */
export function checkBundle(run: Run, bundle: JsonObject): void {
  checkHead(run, bundle);
  if (!Array.isArray(bundle.entry)) return;
  const seen = new Set<string>();
  for (const [i, entry] of bundle.entry.entries()) {
    if (!isObject(entry)) continue;
    run.path.push('entry', i);
    checkEntry(run, String(bundle.type), entry);
    checkFullUrl(run, String(bundle.type), entry, seen);
    run.path.splice(-2);
  }
}

const broken = (run: Run, constraint: string, message: string): void =>
  run.report({ rule: 'bundle', constraint, message });

function checkHead(run: Run, bundle: JsonObject): void {
  const { type, total, identifier, timestamp } = bundle;
  const first = entriesOf(bundle)[0]?.resource;
  const firstType = isObject(first) ? first.resourceType : undefined;
  if (total !== undefined && type !== 'searchset' && type !== 'history')
    broken(run, 'bdl-1', 'Only a searchset or a history has a total.');
  if (type === 'message' && firstType !== 'MessageHeader')
    broken(run, 'bdl-12', 'The first entry of a message is a MessageHeader.');
  if (type !== 'document') return;
  if (!isObject(identifier) || identifier.system === undefined || identifier.value === undefined)
    broken(run, 'bdl-9', 'A document has an identifier with system and value.');
  if (timestamp === undefined) broken(run, 'bdl-10', 'A document has a timestamp.');
  if (firstType !== 'Composition') broken(run, 'bdl-11', 'The first entry of a document is a Composition.');
}

const withRequests = new Set(['batch', 'transaction', 'history']);
const withResponses = new Set(['batch-response', 'transaction-response', 'history']);

function checkEntry(run: Run, type: string, entry: JsonObject): void {
  const { resource, request, response, search } = entry;
  if (search !== undefined && type !== 'searchset')
    broken(run, 'bdl-2', 'Only the entries of a searchset have search.');
  if ((request !== undefined) !== withRequests.has(type))
    broken(run, 'bdl-3', `An entry of a ${type} ${request === undefined ? 'needs a' : 'has no'} request.`);
  if ((response !== undefined) !== withResponses.has(type))
    broken(run, 'bdl-4', `An entry of a ${type} ${response === undefined ? 'needs a' : 'has no'} response.`);
  if (resource === undefined && request === undefined && response === undefined)
    broken(run, 'bdl-5', 'An entry has a resource, a request or a response.');
}

/** bdl-7 (each once), bdl-8 (no version), and that the URL agrees with the resource in it. */
function checkFullUrl(run: Run, type: string, { fullUrl, resource }: JsonObject, seen: Set<string>): void {
  if (typeof fullUrl !== 'string') return;
  const body = isObject(resource) ? resource : {};
  const version = isObject(body.meta) ? (body.meta.versionId ?? '') : '';
  const key = `${fullUrl} ${version}`;
  if (seen.has(key) && type !== 'history')
    broken(run, 'bdl-7', `Two entries have the fullUrl ${fullUrl}: each resource comes once.`);
  seen.add(key);
  if (fullUrl.includes('/_history/'))
    broken(run, 'bdl-8', `The fullUrl ${fullUrl} names a version: leave out /_history/….`);
  const named = /^https?:.*\/([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/.exec(fullUrl);
  const agrees = !named || body.id === undefined || (named[1] === body.resourceType && named[2] === body.id);
  if (!agrees)
    broken(
      run,
      'fullUrl-id',
      `The fullUrl ${fullUrl} must end in ${body.resourceType}/${body.id}, as its resource says.`,
    );
}
