/**
 * The URL of this server's booking page in `Slot.comment` (SPEC §3). It is stored as a path (`/rdv?slot=…`), so that the
 * server may move, and sent as a URL of the site on which it was asked.
 */
import type { Slot } from '@medplum/fhirtypes';
import { parseStored } from '../fhir/json.ts';
import type { AgendaResource, ResourceType } from '../fhir/resource-type.ts';
import { isSitePath } from '../fhir/site-path.ts';

/** The site that such a path is on: the FHIR base without its last segment. */
export const siteOf = (baseUrl: string): string => baseUrl.replace(/\/[^/]+$/, '');

/** The compact JSON of a stored resource as it is sent: a Slot's path has become a URL, all else is as it was. */
export function withPageUrl(type: ResourceType, json: string, baseUrl: string): string {
  if (type !== 'Slot' || !json.includes(pathComment)) return json;
  // A contained resource may have a comment of its own; else the text is spared the parsing.
  if (json.includes('"contained":')) return JSON.stringify(asSent(parseStored(json) as Slot, baseUrl));
  const path = json.indexOf(pathComment) + pathComment.length - 1;
  const comment = json.slice(path, json.indexOf('"', path));
  return isSitePath(comment) ? json.slice(0, path) + siteOf(baseUrl) + json.slice(path) : json;
}

const pathComment = '"comment":"/';

/** A resource as it is sent: what `withPageUrl` does, to a value. */
export const asSent = <R extends AgendaResource>(resource: R, baseUrl: string): R =>
  resource.resourceType === 'Slot' && isSitePath(resource.comment)
    ? { ...resource, comment: siteOf(baseUrl) + resource.comment }
    : resource;

/** A resource as it is stored: a URL of this site in a Slot's comment is a path again. */
export function asStored<R extends AgendaResource>(resource: R, baseUrl: string): R {
  const site = siteOf(baseUrl);
  if (resource.resourceType !== 'Slot' || !resource.comment?.startsWith(site)) return resource;
  const comment = resource.comment.slice(site.length);
  return isSitePath(comment) ? { ...resource, comment } : resource;
}
