/** JSON values, as the validator meets them: anything may come. */

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value when it is text, else nothing; `String()` would call a `toString` that the document itself brings. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The JSON type in a word: `null`, `array`, `object`, `string`, `number`, `boolean`. */
export function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const SHOWN = 120;

/** The value as short JSON for a sentence; long ones are cut. */
export function showJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
  if (Array.isArray(value) && value.length > 5) return `an array of ${value.length}`;
  if (isBeyond(value)) return beyond;
  const text = JSON.stringify(value, (_, one) => (isBeyond(one) ? beyond : one)) ?? 'nothing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** `1e400` is JSON, and no number of JavaScript. */
const isBeyond = (value: unknown): boolean => value === Infinity || value === -Infinity;
const beyond = 'a number beyond the range of a double';

/** True when both are the same JSON value, whatever the order of keys. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, i) => isEqual(one, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

/** True when the value has at least what the pattern has. https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_ */
export function contains(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern))
    return Array.isArray(value) && pattern.every((wanted) => value.some((one) => contains(one, wanted)));
  if (isObject(pattern))
    return isObject(value) && Object.keys(pattern).every((key) => contains(value[key], pattern[key]));
  return value === pattern;
}
