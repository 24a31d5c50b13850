/** The FHIR base with which a request's absolute URLs are made. */
import type { IncomingMessage } from 'node:http';
import { EdgeRefusal } from './refusals.ts';

/** Where the FHIR endpoint is mounted. */
export const fhirPath = '/fhir';

const hostPattern = /^([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?$/;

/**
 * The configured base, else one made of the Host header. `X-Forwarded-*` is not looked at: anyone can send it, and
 * behind a proxy the base is a setting. Refuses (400) a Host that is missing or none, for it would go out in URLs.
 */
export function readBaseUrl(request: IncomingMessage, configured: string | undefined): string {
  const { host } = request.headers;
  if (host !== undefined && hostPattern.test(host)) return configured ?? `http://${host}${fhirPath}`;
  if (host === undefined && request.httpVersion === '1.0' && configured !== undefined) return configured;
  throw new EdgeRefusal('bad-request', 'The Host header is missing or names no host');
}
