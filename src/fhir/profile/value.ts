/** Rules on one value: the format of its type, fixed and pattern values, length and range. */
import { type ElementNode, nameOf } from './element-node.ts';
import { contains, isEqual, jsonType, showJson } from './json.ts';
import type { Primitive } from './primitives.ts';
import type { Run } from './run.ts';
import type { TypedElement } from './typed-element.ts';

/** The JSON type and the format of a primitive. */
export function checkPrimitive(run: Run, element: TypedElement, value: unknown): void {
  const { node, type } = element;
  const primitive = type.primitive as Primitive;
  const json: string = typeof value;
  if (typeof value === 'string') checkText(run, element, value);
  if (json === primitive.json && primitive.accepts(value as never)) return;
  const name = nameOf(node);
  if (json !== primitive.json) {
    const expected = `a JSON ${primitive.json}`;
    const message = `${name} must be ${expected} (${type.code}); found ${jsonType(value)} ${showJson(value)}.`;
    run.report({ rule: 'json-type', node, value, expected, message });
  } else if (value === '') {
    run.report({ rule: 'empty', node, value, message: `${name} is empty: leave it out.` });
  } else {
    const expected = primitive.expects;
    const message = `${name} must be ${expected} (${type.code}); found ${showJson(value)}.`;
    run.report({ rule: 'format', node, value, expected, message });
  }
}

/** No control characters, except tab, line feed and carriage return. https://hl7.org/fhir/R4/datatypes.html#string */
const uncontrolled = /^[\t\r\n\u0020-\uffff]*$/;

/** What holds for any text: its length, and characters that are no text. */
function checkText(run: Run, { node, type }: TypedElement, value: string): void {
  const most = type.primitive?.maxLength;
  if (most !== undefined) checkLength(run, node, { value, most });
  if (uncontrolled.test(value)) return;
  const message = `${nameOf(node)} holds control characters: of those below 32 only tab and line ends are text.`;
  run.report({ rule: 'format', node, severity: 'warning', value, expected: 'no control characters', message });
}

/** Counted in characters, as a person does; the count in UTF-16 is never less. */
function checkLength(run: Run, node: ElementNode, { value, most }: { value: string; most: number }): void {
  if (value.length <= most) return;
  const length = [...value].length;
  if (length <= most) return;
  const message = `${nameOf(node)} has ${length} characters: at most ${most} allowed.`;
  run.report({ rule: 'length', node, value, expected: `at most ${most} characters`, message });
}

/** What the profile says of the value: fixed, pattern, longest, smallest, largest. Undefined: a primitive with extensions only. */
export function checkValue(run: Run, node: ElementNode, value: unknown): void {
  const { fixed, pattern, maxLength } = node;
  if (fixed !== undefined && !isEqual(value, fixed))
    reportDifferent(run, node, { rule: 'fixed', value, wanted: fixed });
  if (pattern !== undefined && !contains(value, pattern))
    reportDifferent(run, node, { rule: 'pattern', value, wanted: pattern });
  if (maxLength !== undefined && typeof value === 'string') checkLength(run, node, { value, most: maxLength });
  if (node.minValue !== undefined || node.maxValue !== undefined) checkRange(run, node, value);
}

interface Difference {
  readonly rule: 'fixed' | 'pattern';
  readonly value: unknown;
  readonly wanted: unknown;
}

function reportDifferent(run: Run, node: ElementNode, { rule, value, wanted }: Difference): void {
  const verb = rule === 'fixed' ? 'must be exactly' : 'must hold';
  run.report({
    rule,
    node,
    value,
    expected: JSON.stringify(wanted),
    message: `${nameOf(node)} ${verb} ${JSON.stringify(wanted)}; found ${showJson(value)}.`,
  });
}

/** Numbers by size; instants by time; other dates as far as both are precise: 2026 is neither before nor after 2026-11. */
function checkRange(run: Run, node: ElementNode, value: unknown): void {
  const { minValue, maxValue } = node;
  const isBelow = isLess(value, minValue);
  if (!isBelow && !isLess(maxValue, value)) return;
  const expected = isBelow ? `at least ${minValue}` : `at most ${maxValue}`;
  const message = `${nameOf(node)} must be ${expected}; found ${showJson(value)}.`;
  run.report({ rule: 'range', node, value, expected, message });
}

function isLess(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  if (hasOffset.test(a) && hasOffset.test(b)) return Date.parse(a) < Date.parse(b);
  const common = Math.min(a.length, b.length);
  return a.slice(0, common) < b.slice(0, common);
}

const hasOffset = /T.*(Z|[+-]\d\d:\d\d)$/;
