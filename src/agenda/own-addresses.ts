/** Addresses of this server in what is to be stored: no base is kept, so that the server may move. */
import { mapReferences, relativize } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import { asStored } from './page-url.ts';

/** The resource with references to this server made relative, and a Slot's URL of a page of this server a path. */
export const withoutOwnAddresses = (resource: AgendaResource, baseUrl: string): AgendaResource =>
  asStored(mapReferences(resource, (reference) => relativize(reference, baseUrl)) as AgendaResource, baseUrl);
