/** FHIR knows no empty values: an element without value is left out. https://hl7.org/fhir/R4/json.html */

/** The value without empty texts, empty lists, empty objects and nulls, all the way down; undefined when nothing is left. */
export function withoutEmpty<T>(value: T): T | undefined {
  if (value === '' || value === null || value === undefined) return undefined;
  if (typeof value !== 'object' || JSON.isRawJSON(value)) return value;
  if (Array.isArray(value)) return nonEmptyArray(value) as T | undefined;
  return nonEmptyObject(value as Record<string, unknown>) as T | undefined;
}

/** One pass: every slot of an import comes through here. */
function nonEmptyObject(value: Readonly<Record<string, unknown>>): object | undefined {
  const kept: Record<string, unknown> = {};
  let isEmpty = true;
  for (const key of Object.keys(value)) {
    const item = withoutEmpty(value[key]);
    if (item === undefined) continue;
    kept[key] = item;
    isEmpty = false;
  }
  return isEmpty ? undefined : kept;
}

function nonEmptyArray(items: readonly unknown[]): readonly unknown[] | undefined {
  const kept = items.map(withoutEmpty).filter((item) => item !== undefined);
  return kept.length > 0 ? kept : undefined;
}

/** The JSON text of a value, without what is empty: `withoutEmpty` is spared where there is nothing empty to be seen. */
export function toJsonWithoutEmpty(value: object): string {
  const text = JSON.stringify(value);
  return /""|null|\[\]|\{\}/.test(text) ? JSON.stringify(withoutEmpty(value) ?? {}) : text;
}
