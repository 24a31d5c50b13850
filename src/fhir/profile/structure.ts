/** The JSON rules of FHIR: what may be there at all, and how many. https://hl7.org/fhir/R4/json.html */
import { type ElementNode, nameOf, type Profile } from './element-node.ts';
import { isObject, type JsonObject, jsonType, showJson } from './json.ts';
import type { Run } from './run.ts';
import type { TypedElement } from './typed-element.ts';

/** ele-1: an object that has more than an `id`. */
export function isFilled(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  for (const key in value) if (key !== 'id') return true;
  return false;
}

function reportBlankId(run: Run, node: ElementNode, id: string): void {
  const message = `The id of an element has no blanks; found ${showJson(id)}.`;
  run.report({ rule: 'structure-id', node, child: 'id', value: id, expected: 'an id without blanks', message });
}

/** The id of an element has no blanks and is used once in its resource; those of ElementDefinition recur, from differential to snapshot. */
export function checkElementId(run: Run, { node, type }: TypedElement, value: JsonObject): void {
  if (typeof value.id === 'string' && /\s/.test(value.id)) reportBlankId(run, node, value.id);
  if (type.code === 'ElementDefinition') return;
  const owner = run.scope.elementIds.get(value.id);
  run.scope.elementIds.set(value.id, owner ?? value);
  if (owner === undefined || owner === value) return;
  const message = `Two elements of this resource have the id ${showJson(value.id)}.`;
  run.report({ rule: 'structure-id', node, value: value.id, expected: 'an id used once', message });
}

/** Says why a value is no filled object: null, another JSON type, or empty. */
export function reportUnfilled(run: Run, element: TypedElement, value: unknown, expected: string): void {
  if (value === null || value === undefined) reportNull(run, element);
  else if (isObject(value)) reportEmpty(run, element);
  else reportJsonType(run, element, value, expected);
}

export const reportEmptyArray = (run: Run, { node }: TypedElement): void =>
  run.report({ rule: 'empty', node, message: `${nameOf(node)} is an empty array: leave it out.` });

const reportEmpty = (run: Run, { node }: TypedElement): void =>
  run.report({
    rule: 'empty',
    node,
    constraint: 'ele-1',
    message: `${nameOf(node)} is an empty object: give it content or leave it out.`,
  });

export function reportNull(run: Run, { node, type }: TypedElement): void {
  const advice =
    node.isList && type.primitive
      ? `in a list null only keeps the place of a value that has extensions in "_${node.name}"`
      : 'leave it out';
  run.report({ rule: 'empty', node, value: null, message: `${nameOf(node)} is null: ${advice}.` });
}

export const reportJsonType = (run: Run, { node }: TypedElement, value: unknown, expected: string): void =>
  run.report({
    rule: 'json-type',
    node,
    value,
    expected,
    message: `${nameOf(node)} must be ${expected}; found ${jsonType(value)}.`,
  });

export const reportMinimum = (run: Run, { node }: TypedElement, count: number): void =>
  run.report({
    rule: 'minimum',
    node,
    value: count,
    expected: `at least ${node.min}`,
    message: `${nameOf(node)} is there ${count} times: at least ${node.min} are required.`,
  });

export const reportMaximum = (run: Run, { node }: TypedElement, count: number): void =>
  run.report({
    rule: node.sliceName ? 'slice-maximum' : 'maximum',
    node,
    value: count,
    expected: `at most ${node.max}`,
    message:
      node.max === 0
        ? `${nameOf(node)} is not allowed here: leave it out.`
        : `${nameOf(node)} is there ${count} times: at most ${node.max} allowed.`,
  });

/** Reports a value that satisfies none of several profiles, with the reason of the first. */
export function reportNoProfile(
  run: Run,
  node: ElementNode,
  profiles: readonly Profile[],
  whyNot: (profile: Profile) => string | undefined,
): void {
  const reasons = profiles.map(whyNot);
  if (reasons.length === 0 || reasons.includes(undefined)) return;
  const expected = profiles.map(({ url }) => url).join(' or ');
  run.report({
    rule: 'profile-mismatch',
    node,
    expected,
    message: `${nameOf(node)} satisfies none of ${expected} (${reasons[0]}).`,
  });
}

/** Only one type of each choice element is there. Most objects have one key at most that may be of a choice, or is unknown. */
export function checkChoices(run: Run, element: TypedElement, value: JsonObject): void {
  const { choices, properties } = element.shape;
  if (choices.length === 0) return;
  const candidates = Object.keys(value).filter((key) => properties.get(key)?.isOfChoice ?? true);
  if (candidates.length > 1) for (const choice of choices) checkChoice(run, element, presentIn(choice, value));
}

/** A choice element and keys of it. */
interface Chosen {
  readonly name: string;
  readonly keys: readonly string[];
}

/** The choice element with those of its keys that are there. */
const presentIn = ({ name, keys }: Chosen, value: JsonObject): Chosen => ({
  name,
  keys: keys.filter((key) => value[key] !== undefined),
});

function checkChoice(run: Run, { node }: TypedElement, { name, keys }: Chosen): void {
  if (keys.length < 2 || new Set(keys.map((key) => key.replace(/^_/, ''))).size < 2) return;
  const message = `${keys.join(' and ')} are the same element ${name} with two types: keep one.`;
  run.report({ rule: 'choice', node, message, expected: `one of ${name}` });
}

/** A key that the element does not have; tells a wrong choice type from an unknown name. */
export function unknownElement(run: Run, element: TypedElement, key: string): void {
  if (key === 'resourceType' && element.isResource) return;
  const { choices, properties } = element.shape;
  const name = key.replace(/^_/, '');
  const choice = choices.find((one) => name.startsWith(one.name.slice(0, -3)) && name !== one.name.slice(0, -3));
  const allowed = choice?.keys.filter((one) => !one.startsWith('_'));
  const message = allowed
    ? `${key} is not allowed in ${element.node.path}: ${choice?.name} may be ${allowed.slice(0, 6).join(', ')}${allowed.length > 6 ? ', …' : ''}.`
    : properties.has(name)
      ? `${key} is not allowed in ${element.node.path}: only primitive elements have a "_" sibling.`
      : `${key} is not an element of ${element.node.path}.`;
  run.report({ rule: 'unknown-element', node: element.node, child: key, message });
}
