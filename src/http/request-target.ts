/** The path and the query of a request, as a FHIR interaction wants them. */
import { EdgeRefusal } from './refusals.ts';

export interface RequestTarget {
  /** Decoded, without empty segments: `/Slot/?…` and `/Slot?…` are the same. */
  readonly path: readonly string[];
  /** As it was asked, still percent-encoded, without `?`. */
  readonly query: string;
}

/** The parts of `url`, a path below the FHIR base with its query. Refuses (400) what is no percent-encoded text. */
export function parseRequestTarget(url: string): RequestTarget {
  if (url.includes('%00')) throw new EdgeRefusal('bad-request', 'The URL holds a NUL character');
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  return {
    path: withoutOrigin(path).split('/').filter(Boolean).map(decodeSegment),
    query: mark < 0 ? '' : url.slice(mark + 1),
  };
}

/**
 * The first value of parameter `name` in an encoded query or form, decoded; a `+` is a plus sign, so that
 * `application/fhir+json` may come unescaped. Undefined without one; refuses (400) a value that cannot be decoded.
 */
export function findParameter(query: string, name: string): string | undefined {
  if (!query.includes(name)) return undefined;
  const found = query.split('&').find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? undefined : decode(found.slice(name.length + 1), name);
}

/** The names of the parameters of an encoded query, without their values, for the log: at most 30 of 60 characters. */
export function listParameterNames(query: string): readonly string[] {
  const names = query.split('&', 30).map((pair) => pair.split('=', 1)[0]!.slice(0, 60));
  return names.filter((name) => /^[\w:.-]+$/.test(name));
}

/** A client may ask in the absolute form, `GET http://host/fhir/Slot`. https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 */
const withoutOrigin = (path: string): string => (path.startsWith('/') ? path : path.replace(/^https?:\/\/[^/]*/i, ''));

const decodeSegment = (segment: string): string => decode(segment, 'the path');

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new EdgeRefusal('bad-request', `A percent sign in ${what} begins no UTF-8 character: ${text.slice(0, 100)}`);
  }
}
