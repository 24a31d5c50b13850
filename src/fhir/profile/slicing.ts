/** Slicing: which value belongs to which slice. https://hl7.org/fhir/R4/profiling.html#slicing */
import { type Criterion, meets } from './discriminator.ts';
import { type ElementNode, nameOf } from './element-node.ts';
import { isObject } from './json.ts';
import type { Run } from './run.ts';
import type { TypedElement } from './typed-element.ts';

/** The indexes of the values in each slice, in the order of the slices; reports values outside a closed slicing, and slices out of order. */
export function assignSlices(run: Run, element: TypedElement, values: readonly unknown[]): readonly number[][] {
  const { node } = element;
  const criteria = run.equipment.discriminators.criteriaOf(run, node);
  const groups = criteria.map((): number[] => []);
  const order: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined || value === null) continue;
    const at = criteria.findIndex((of) => belongs(run, element, value, of));
    order.push(at);
    if (at >= 0) groups[at]?.push(i);
    else if (node.slicing?.rules === 'closed') reportOutside(run, node, i, value);
  }
  checkOrder(run, node, order);
  return groups;
}

/** A slicing that says nothing to tell slices apart puts no value in any. */
const belongs = (run: Run, element: TypedElement, value: unknown, criteria: readonly Criterion[]): boolean =>
  criteria.length > 0 && criteria.every((criterion) => meets(run, criterion, value, element.type.code));

function reportOutside(run: Run, node: ElementNode, index: number, value: unknown): void {
  const slices = node.slices.map(({ sliceName }) => sliceName).join(', ');
  if (node.isList) run.path.push(index);
  run.report({
    rule: 'slicing',
    node,
    value,
    expected: `one of ${slices}`,
    message: `${nameOf(node)} is closed, and this value is none of its slices (${slices}).`,
  });
  if (node.isList) run.path.pop();
}

/** Ordered slicing: in the order of the profile. openAtEnd: what is in no slice comes last. */
function checkOrder(run: Run, node: ElementNode, order: readonly number[]): void {
  const { isOrdered, rules } = node.slicing ?? {};
  if (!isOrdered && rules !== 'openAtEnd') return;
  const inSlices = order.filter((at) => at >= 0);
  const isOutOfOrder = isOrdered && inSlices.some((at, i) => i > 0 && at < (inSlices[i - 1] ?? 0));
  const isOpenInside =
    rules === 'openAtEnd' && order.some((at, i) => at < 0 && order.slice(i + 1, i + 2).some((next) => next >= 0));
  if (!isOutOfOrder && !isOpenInside) return;
  const slices = node.slices.map(({ sliceName }) => sliceName).join(', ');
  const message = isOutOfOrder
    ? `must come in this order: ${slices}`
    : `must have values outside its slices (${slices}) at the end`;
  run.report({ rule: 'slice-order', node, expected: slices, message: `${nameOf(node)} ${message}.` });
}

/** How many values a slice has, and the values among which they were sought. */
interface SliceCount {
  readonly count: number;
  readonly values?: readonly unknown[];
  /** The step from where we are, when not even the sliced element is there. */
  readonly child?: string;
}

/** Too few values in a slice; says of the nearest candidate why it is not in. */
export function reportMissingSlice(run: Run, slice: ElementNode, { count, values = [], child }: SliceCount): void {
  const near = nearMiss(run, slice, values);
  const subject = `${nameOf(slice)} is there ${count} times: at least ${slice.min} required`;
  run.report({
    rule: 'slice-minimum',
    node: slice,
    constraint: String(slice.sliceName),
    ...(child === undefined ? {} : { child }),
    value: count,
    expected: `at least ${slice.min}`,
    message: near ? `${subject}. The nearest does not fit: ${near}` : `${subject}.`,
  });
}

function nearMiss(run: Run, slice: ElementNode, values: readonly unknown[]): string | undefined {
  const profile = slice.children
    ?.get('resource')
    ?.types.flatMap(({ profiles }) => profiles.flatMap((one) => run.profile(one, slice.profile) ?? []))[0];
  if (!profile) return undefined;
  const candidate = values.find(
    (one) => isObject(one) && isObject(one.resource) && one.resource.resourceType === profile.type,
  );
  return isObject(candidate) && isObject(candidate.resource) ? run.whyNot(candidate.resource, profile) : undefined;
}
