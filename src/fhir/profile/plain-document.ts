/** A document as the walk wants it: ordinary numbers, and each object in one place only. */

/** The text of numbers that a parser kept digit by digit, by the object or array they stand in, then by key or index. */
export type Digits = ReadonlyMap<object, ReadonlyMap<string, string>>;

export interface PlainDocument {
  readonly value: unknown;
  readonly digits: Digits;
}

const none: Digits = new Map();

/**
 * The document without raw JSON values: a parser that keeps every digit brings `48.850` as one, which is an object to whoever does
 * not know. An object that a caller put in two places becomes two, as in JSON text. A document with neither comes back as it is.
 * `objects` are all that it holds, each as often as it is met.
 */
export function toPlainDocument(document: unknown, objects: readonly object[]): PlainDocument {
  if (!objects.some(isRaw) && new Set(objects).size === objects.length) return { value: document, digits: none };
  const digits = new Map<object, Map<string, string>>();
  return { value: copy(document, digits), digits };
}

/** Raw values alone have no prototype: the question to the platform is slow. */
const isRaw = (value: object): value is { rawJSON: string } =>
  Object.getPrototypeOf(value) === null && JSON.isRawJSON(value);

function copy(value: unknown, digits: Map<object, Map<string, string>>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isRaw(value)) return Number(value.rawJSON);
  const texts = new Map<string, string>();
  const items = Object.entries(value).map(([key, item]): [string, unknown] => {
    if (typeof item === 'object' && item !== null && isRaw(item)) texts.set(key, item.rawJSON);
    return [key, copy(item, digits)];
  });
  const copied = Array.isArray(value) ? items.map(([, item]) => item) : Object.fromEntries(items);
  if (texts.size > 0) digits.set(copied, texts);
  return copied;
}
