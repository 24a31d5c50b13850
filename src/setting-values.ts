/**
 * The values that settings may have. Each parser gives the value of a text, or throws an Error whose message goes on from
 * `NAME=text `: what is wrong, what is wanted.
 */
import { isMeantAsUri } from './uri-text.ts';

export function parseSwitch(text: string): boolean {
  return oneOf(['on', 'off'])(text) === 'on';
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new Error('is no port: a whole number from 0 to 65535 is wanted');
  return port;
}

export function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || minutes <= 0 || minutes > 1440) {
    throw new Error('is no number of minutes above 0, up to 1440');
  }
  return minutes;
}

export function parseUri(text: string): string {
  if (!/^(https?:\/\/|urn:)\S+$/.test(text)) throw new Error('is no URL and no URN, such as urn:oid:1.2.250.1.999');
  return text;
}

export function parseHost(text: string): string {
  if (!/^[A-Za-z0-9.:%-]+$/.test(text)) throw new Error('is no address or host name');
  return text;
}

export function parseFolder(text: string): string {
  if (text.includes('\0')) throw new Error('holds a NUL character');
  if (isMeantAsUri(text)) throw new Error('is a URI, no folder: a base in MongoDB is named by MONGODB_URI');
  return text;
}

/** What is wrong in the rest of it the driver tells, when it connects. */
export function parseMongodbUri(text: string): string {
  const [scheme] = /^mongodb(\+srv)?:\/\//.exec(text) ?? [];
  if (scheme === undefined) throw new Error('is no URI that begins with mongodb:// or mongodb+srv://');
  if (scheme === text) throw new Error('names no server');
  if (/\s/.test(text)) throw new Error('holds a space or a line break: in a URI that is written as % and its code');
  return text;
}

export function parseBaseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Error('is no absolute http or https URL, such as https://agenda.example.fr/fhir');
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new Error('has more than a FHIR base may have: no user, query or fragment');
  }
  return url.href.replace(/\/+$/, '');
}

/** What stands before the path is the site that booking pages are on. */
export function parseOwnBaseUrl(text: string): string {
  const base = parseBaseUrl(text);
  if (new URL(base).pathname === '/') throw new Error('has no path: the FHIR base is below one, such as /fhir');
  return base;
}

export function parseWebhook(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error('is no absolute http or https URL');
  // Who sends to it decodes them.
  if (![url.username, url.password].every(isDecodable)) {
    throw new Error('has a user or password in which a "%" begins no code of UTF-8: "%" itself is written "%25"');
  }
  return url.href;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]): (text: string) => Choice {
  return (text) => {
    const found = choices.find((choice) => choice === text.toLowerCase());
    if (found === undefined) throw new Error(`is none of ${choices.join(', ')}`);
    return found;
  };
}
