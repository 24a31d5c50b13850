/** Rules on a Bundle as a whole, in one pass over its entries. https://hl7.org/fhir/R4/bundle.html#invs */

import { reportBundle } from './bundle-rule.ts';
import { checkLinks, checkSearchEntry, searchedTypes } from './bundle-search.ts';
import { asText, isObject, type JsonObject } from './json.ts';
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
    const name = nameOf(resource);
    if (!byTypeAndId.has(name)) byTypeAndId.set(name, resource);
  }
  return { byFullUrl, byTypeAndId, urlOf };
}

/** `Type/id` */
const nameOf = ({ resourceType, id }: JsonObject): string => `${asText(resourceType)}/${asText(id)}`;

const entriesOf = (bundle: JsonObject): JsonObject[] =>
  Array.isArray(bundle.entry) ? bundle.entry.filter(isObject) : [];

/** The bdl invariants, and the rules of fullUrl, of links and of what was searched. */
export function checkBundle(run: Run, bundle: JsonObject): void {
  checkHead(run, bundle);
  checkLinks(run, bundle);
  const searched = searchedTypes(bundle);
  if (!Array.isArray(bundle.entry)) return;
  const seen = new Set<string>();
  for (const [i, entry] of bundle.entry.entries()) {
    if (!isObject(entry)) continue;
    run.path.push('entry', i);
    checkEntry(run, asText(bundle.type), entry);
    checkFullUrl(run, asText(bundle.type), entry, seen);
    checkSearchEntry(run, entry, searched);
    run.path.splice(-2);
  }
}

function checkHead(run: Run, bundle: JsonObject): void {
  const { type, total, identifier, timestamp } = bundle;
  const first = entriesOf(bundle)[0]?.resource;
  const firstType = isObject(first) ? first.resourceType : undefined;
  if (total !== undefined && type !== 'searchset' && type !== 'history')
    reportBundle(run, 'bdl-1', 'Only a searchset or a history has a total.');
  if (type === 'message' && firstType !== 'MessageHeader')
    reportBundle(run, 'bdl-12', 'The first entry of a message is a MessageHeader.');
  if (type !== 'document') return;
  if (!isObject(identifier) || identifier.system === undefined || identifier.value === undefined)
    reportBundle(run, 'bdl-9', 'A document has an identifier with system and value.');
  if (timestamp === undefined) reportBundle(run, 'bdl-10', 'A document has a timestamp.');
  if (firstType !== 'Composition') reportBundle(run, 'bdl-11', 'The first entry of a document is a Composition.');
}

const withRequests = new Set(['batch', 'transaction', 'history']);
const withResponses = new Set(['batch-response', 'transaction-response', 'history']);

function checkEntry(run: Run, type: string, entry: JsonObject): void {
  const { resource, request, response, search } = entry;
  if (search !== undefined && type !== 'searchset')
    reportBundle(run, 'bdl-2', 'Only the entries of a searchset have search.');
  if ((request !== undefined) !== withRequests.has(type))
    reportBundle(run, 'bdl-3', `An entry of a ${type} ${request === undefined ? 'needs a' : 'has no'} request.`);
  if ((response !== undefined) !== withResponses.has(type))
    reportBundle(run, 'bdl-4', `An entry of a ${type} ${response === undefined ? 'needs a' : 'has no'} response.`);
  if (resource === undefined && request === undefined && response === undefined)
    reportBundle(run, 'bdl-5', 'An entry has a resource, a request or a response.');
}

/** bdl-7 (each once), bdl-8 (no version), and that each entry has an identity, which agrees with its resource. */
function checkFullUrl(run: Run, type: string, { fullUrl, resource }: JsonObject, seen: Set<string>): void {
  if (fullUrl === undefined && isObject(resource) && !mayLackUrl.has(type))
    reportBundle(run, 'fullUrl', `An entry of a ${type} needs a fullUrl: the absolute URL of its resource.`);
  if (typeof fullUrl !== 'string') return;
  const body = isObject(resource) ? resource : {};
  const key = `${fullUrl} ${isObject(body.meta) ? asText(body.meta.versionId) : ''}`;
  if (seen.has(key) && type !== 'history')
    reportBundle(run, 'bdl-7', `Two entries have the fullUrl ${fullUrl}: each resource comes once.`);
  seen.add(key);
  if (fullUrl.includes('/_history/'))
    reportBundle(run, 'bdl-8', `The fullUrl ${fullUrl} names a version: leave out /_history/….`);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(fullUrl))
    reportBundle(run, 'fullUrl', `The fullUrl must be absolute, such as https://…/${nameOf(body)}; found ${fullUrl}.`);
  checkIdentity(run, fullUrl, body);
}

const mayLackUrl = new Set(['batch', 'transaction', 'batch-response', 'transaction-response']);

/** A fullUrl that looks like a server's ends in the type and the id of the resource. */
function checkIdentity(run: Run, fullUrl: string, resource: JsonObject): void {
  const { resourceType, id } = resource;
  const [, type, name] = /^https?:.*\/([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/.exec(fullUrl) ?? [];
  if (type === undefined || resourceType === undefined || (type === resourceType && name === id)) return;
  const wanted =
    id === undefined ? 'its resource has no id' : `it must end in ${nameOf(resource)}, as its resource says`;
  reportBundle(run, 'fullUrl-id', `The fullUrl ${fullUrl} looks like a server's, but ${wanted}.`);
}
