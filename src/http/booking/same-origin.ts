/** Whether a form was sent from a page of this server. https://owasp.org/www-community/attacks/csrf */
import type { IncomingHttpHeaders } from 'node:http';

/**
 * `Sec-Fetch-Site` decides where a browser sends it (https, loopback), else `Origin`, which browsers send with every
 * form: it must name the Host asked, or `publicOrigin`. A program that sends neither has no session to be abused.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicOrigin: string | undefined): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  if (origin === undefined || (publicOrigin !== undefined && origin === publicOrigin)) return true;
  return host !== undefined && URL.parse(origin)?.host === host.toLowerCase();
}
