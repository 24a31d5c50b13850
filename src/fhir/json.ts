/**
 * JSON as FHIR needs it: numbers keep their digits (`10.0` is not `10`), a key twice is refused, and so are characters that
 * are no text and what nests so deeply that no resource means it. https://hl7.org/fhir/R4/json.html
 */
import { parse } from 'lossless-json';
import { OutcomeError, refuse } from './outcome.ts';

declare global {
  interface JSON {
    /** A value that `JSON.stringify` writes as this very text. */
    rawJSON(text: string): object;
    isRawJSON(value: unknown): value is { rawJSON: string };
  }
}

/** How many objects and arrays may stand in each other. */
export const maxDepth = 100;

/**
 * The value of a JSON text. A number whose digits JavaScript would change (`10.0`, `1e400`, 20 digits) becomes a raw JSON
 * value, which `JSON.stringify` writes back as it was.
 * @throws OutcomeError `structure` with the position, from 0, of what is no JSON or not taken.
 */
export function parseJson(text: string): unknown {
  refuseDepth(text);
  refusePrototypeKey(text);
  refuseNoText(text);
  return parseUnchanged(text) ?? parseLosslessly(text);
}

/** The same of a text that this server has written, whatever it took then: where no number can stand, nothing can be lost. */
export const parseStored = (text: string): unknown =>
  mayHaveNumber.test(text) ? (parseUnchanged(text) ?? parseLosslessly(text)) : JSON.parse(text);

/** Behind a name, or in a list; in a text it may look alike. */
const mayHaveNumber = /(?:":|[[,])-?\d/;

/** Whether a value has members of its own: an object or a list, but no number that kept its digits. */
export const isContainer = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === 'object' && value !== null && !JSON.isRawJSON(value);

/** Whether a value is an object, neither a list nor a number that kept its digits. */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  isContainer(value) && !Array.isArray(value);

/** The quick way, where the platform's own parser loses nothing: the text comes back as it was. */
function parseUnchanged(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseLosslessly(text: string): unknown {
  try {
    const value = parse(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue });
    if (countKeysOf(value) < countKeysIn(text)) refuseRepeatedKey(text);
    return value;
  } catch (error) {
    if (error instanceof OutcomeError) throw error;
    return refuse('structure', `This is no JSON: ${(error as Error).message}`);
  }
}

const parseNumber = (text: string): unknown => (String(Number(text)) === text ? Number(text) : JSON.rawJSON(text));

/** Tells the first key of a well-formed text that its object has already. */
function refuseRepeatedKey(text: string): void {
  const open: Set<string>[] = [];
  for (const { 0: token, 1: name, 2: colon, index } of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/gs)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    if (!colon) continue;
    const key = JSON.parse(name!) as string;
    if (open.at(-1)?.has(key)) {
      refuse('structure', `This is no JSON: the key "${key}" stands twice in one object, at position ${index + 1}`);
    }
    open.at(-1)?.add(key);
  }
}

/** The keys in a JSON text: the parser does not tell one that comes twice with the same value. */
const countKeysIn = (text: string): number =>
  text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/gs).reduce((count, [, colon]) => (colon ? count + 1 : count), 0);

function countKeysOf(value: unknown): number {
  if (!isContainer(value)) return 0;
  const items = Object.values(value);
  return items.reduce<number>((count, item) => count + countKeysOf(item), Array.isArray(value) ? 0 : items.length);
}

/** Each character of `__proto__` as itself or escaped. */
const prototypeKey = new RegExp(
  `"${[...'__proto__'].map((letter) => `(?:${letter}|\\\\u00${letter.charCodeAt(0).toString(16)})`).join('')}"\\s*:`,
  'i',
);

function refusePrototypeKey(text: string): void {
  const found = prototypeKey.exec(text);
  if (!found) return;
  refuse('structure', `There is a key "__proto__", which no FHIR element has, at position ${found.index + 1}`);
}

/** Of what JSON and UTF-8 allow, only escapes make characters that are no text. Asked first; it finds escaped backslashes too. */
const mayBeNoText = /\\(?:[bf]|u00[01]|u[dD][89a-fA-F])/;

const control = /^\\(?:[bf]|u00(?:0[0-8bcefBCEF]|1.))$/;
const surrogatePair = /^\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}$/;
const loneSurrogate = /^\\u[dD][89a-fA-F]..$/;

/** Control characters but tab and line ends, and lone surrogates. https://hl7.org/fhir/R4/datatypes.html#string */
function refuseNoText(text: string): void {
  if (!mayBeNoText.test(text)) return;
  for (let at = text.indexOf('\\'); at >= 0; ) {
    const found = readEscape(text, at);
    if (control.test(found)) {
      refuse('structure', `This holds the control character ${found}, which no FHIR text may, at position ${at}`);
    }
    if (loneSurrogate.test(found)) {
      const what = `${found}, half of a surrogate pair, which is no Unicode text`;
      refuse('structure', `This holds ${what}, at position ${at}`);
    }
    at = text.indexOf('\\', at + found.length);
  }
}

/** The escape that begins here, the two of a surrogate pair as one. */
function readEscape(text: string, at: number): string {
  if (text[at + 1] !== 'u') return text.slice(at, at + 2);
  const pair = text.slice(at, at + 12);
  return surrogatePair.test(pair) ? pair : pair.slice(0, 6);
}

function refuseDepth(text: string): void {
  const position = countOpening(text) > maxDepth ? findTooDeep(text) : undefined;
  if (position === undefined) return;
  refuse('structure', `This nests more than ${maxDepth} levels deep, at position ${position}`);
}

/** Opening brackets, those within texts included: never less than the depth, and quickly counted. */
function countOpening(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) count++;
  }
  return count;
}

/** Where the first object or list begins that stands in too many others. */
function findTooDeep(text: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === '}' || token === ']') depth--;
    else if (token === '{' || token === '[') depth++;
    if (depth > maxDepth) return index;
  }
  return undefined;
}
