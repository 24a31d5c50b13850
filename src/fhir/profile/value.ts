/** Rules on one value: the format of its type, fixed and pattern values, length and range. */
import { type ElementNode, nameOf } from './element-node.ts';
import { contains, isEqual, jsonType, showJson } from './json.ts';
import type { Primitive } from './primitives.ts';
import type { Run } from './run.ts';
import type { TypedElement } from './typed-element.ts';

/** The JSON type and the format of a primitive. */
export function checkPrimitive(run: Run, { node, type }: TypedElement, value: unknown): void {
  const primitive = type.primitive as Primitive;
  const json: string = typeof value;
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

/** What the profile says of the value: fixed, pattern, longest, smallest, largest. Undefined: a primitive with extensions only. */
export function checkValue(run: Run, node: ElementNode, value: unknown): void {
  const { fixed, pattern, maxLength } = node;
  if (fixed !== undefined && !isEqual(value, fixed)) reportDifferent(run, node, 'fixed', value, fixed);
  if (pattern !== undefined && !contains(value, pattern)) reportDifferent(run, node, 'pattern', value, pattern);
  if (maxLength !== undefined && typeof value === 'string' && [...value].length > maxLength)
    run.report({
      rule: 'length',
      node,
      value,
      expected: `at most ${maxLength} characters`,
      message: `${nameOf(node)} has ${[...value].length} characters: at most ${maxLength} allowed.`,
    });
  if (node.minValue !== undefined || node.maxValue !== undefined) checkRange(run, node, value);
}

function reportDifferent(
  run: Run,
  node: ElementNode,
  rule: 'fixed' | 'pattern',
  value: unknown,
  wanted: unknown,
): void {
  const verb = rule === 'fixed' ? 'must be exactly' : 'must hold';
  run.report({
    rule,
    node,
    value,
    expected: JSON.stringify(wanted),
    message: `${nameOf(node)} ${verb} ${JSON.stringify(wanted)}; found ${showJson(value)}.`,
  });
}

/** Numbers by size; dates as text, which compares rightly when both have the same precision and offset. */
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
  return typeof a === 'string' && typeof b === 'string' && a.length === b.length && a < b;
}
