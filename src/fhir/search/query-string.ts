/** Query strings and form bodies of a FHIR search, text kept as asked. https://hl7.org/fhir/R4/search.html */
import { refuse } from '../outcome.ts';

/** One `name=value` of a query: `raw` as it was sent, the rest decoded. */
export interface QueryPair {
  readonly name: string;
  readonly value: string;
  readonly raw: string;
}

/**
 * The pairs of a query in their order. A `+` is a plus sign, never a blank (SPEC §3: the guide writes its offsets so).
 * Refuses a `%` that introduces no UTF-8 character, and NUL characters, naming the parameter.
 */
export const parseQuery = (query: string): QueryPair[] => query.split('&').filter(Boolean).map(parsePair);

function parsePair(raw: string): QueryPair {
  const at = raw.indexOf('=');
  const name = decode(at < 0 ? raw : raw.slice(0, at), 'a parameter name');
  return { name, value: decode(at < 0 ? '' : raw.slice(at + 1), name), raw };
}

function decode(text: string, name: string): string {
  const decoded = percentDecode(text, name);
  if (decoded.includes('\u0000')) refuse('value', `${name} holds a NUL character, which no FHIR value may`, name);
  return decoded;
}

function percentDecode(text: string, name: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse('value', `${name} is not percent-encoded UTF-8: write a lone % as %25`, name);
  }
}

/**
 * A form body as the query it stands for. Whoever writes forms by the book (https://url.spec.whatwg.org/#urlencoded-serializing)
 * escapes a plus sign and sends `+` for a blank; whoever sends the guide's query as it is means the plus signs of its
 * offsets and of `application/fhir+json`. So a `+` is one between two digits or in `_format`, and elsewhere a blank.
 */
export const formToQuery = (form: string): string =>
  form
    .split('&')
    .map((pair) => (pair.startsWith('_format=') ? pair : pair.replace(/(?<!\d)\+|\+(?!\d)/g, '%20')))
    .join('&');

/** The query as asked, with only those characters escaped that no URI may hold (RFC 3986 §2). */
export const toUriText = (query: string): string =>
  query.replace(/[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/gu, (character) =>
    encodeURIComponent(character.isWellFormed() ? character : '\ufffd'),
  );
