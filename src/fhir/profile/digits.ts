/** Numbers as they were written, where the parser kept their digits. https://hl7.org/fhir/R4/datatypes.html#integer */
import { nameOf } from './element-node.ts';
import type { JsonObject } from './json.ts';
import type { Run } from './run.ts';
import type { Property, TypedElement } from './typed-element.ts';

/** Reports the whole numbers among an object's own values that are written as something else, such as `1.0` or `1e2`. */
export function checkDigits(run: Run, { shape }: TypedElement, value: JsonObject): void {
  const own = run.digits.get(value);
  for (const [key, item] of Object.entries(value)) {
    const property = shape.properties.get(key);
    if (!property || property.isSibling) continue;
    const text = own?.get(key);
    if (text !== undefined) checkText(run, property, text);
    if (Array.isArray(item))
      for (const [i, inner] of run.digits.get(item) ?? []) checkText(run, property, inner, Number(i));
  }
}

function checkText(run: Run, { element, step }: Property, text: string, ...index: readonly number[]): void {
  const { node, type } = element;
  if (type.primitive?.acceptsText?.(text) ?? true) return;
  const expected = type.primitive?.expects ?? '';
  run.path.push(step, ...index);
  run.report({
    rule: 'format',
    node,
    value: JSON.rawJSON(text),
    expected,
    message: `${nameOf(node)} must be ${expected} (${type.code}), written without point or exponent; found ${text}.`,
  });
  run.path.splice(-1 - index.length);
}
