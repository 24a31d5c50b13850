/** The walk: a JSON value against the tree of a profile, every rule of an element applied where the element stands. */
import { adviseIdentifier } from './advice.ts';
import { checkBinding } from './binding.ts';
import { checkCoding, checkSystem } from './coding.ts';
import { checkDigits } from './digits.ts';
import { type ElementNode, nameOf, type Profile } from './element-node.ts';
import { checkExtension } from './extension.ts';
import type { JsonObject } from './json.ts';
import { checkNarrative } from './narrative.ts';
import { checkReference } from './reference.ts';
import { walkResource } from './resource.ts';
import type { Run } from './run.ts';
import { assignSlices, reportMissingSlice } from './slicing.ts';
import {
  checkChoices,
  checkElementId,
  isFilled,
  reportEmptyArray,
  reportJsonType,
  reportMaximum,
  reportMinimum,
  reportNoProfile,
  reportNull,
  reportUnfilled,
  unknownElement,
} from './structure.ts';
import type { Mandatory, Property, TypedElement } from './typed-element.ts';
import { checkPrimitive, checkValue } from './value.ts';

/** Walks an object from the root of a profile, once in a run. */
export function walkProfile(run: Run, profile: Profile, value: JsonObject): void {
  if (run.isFirstWalk(value, profile)) walkObject(run, run.equipment.anatomy.root(profile.root), value);
}

/** Walks the children of an object, then its invariants. */
function walkObject(run: Run, element: TypedElement, value: JsonObject): void {
  run.parents.push(element);
  walkKeys(run, element, value);
  if (run.digits.size > 0) checkDigits(run, element, value);
  for (const one of element.shape.mandatory) checkPresence(run, one, value);
  checkChoices(run, element, value);
  for (const invariant of element.invariants) run.equipment.invariants.check(run, { element, invariant, value });
  run.parents.pop();
}

function walkKeys(run: Run, element: TypedElement, value: JsonObject): void {
  const { properties } = element.shape;
  const keys = Object.keys(value);
  const hasSiblings = keys.some(isSiblingKey);
  for (const key of keys) {
    const property = properties.get(key);
    if (key === 'id' && !element.isResource) checkElementId(run, element, value);
    if (property === undefined) unknownElement(run, element, key);
    else if (!property.isSibling)
      walkProperty(run, property, value[key], hasSiblings ? value[property.siblingKey] : undefined);
    else if (value[property.key] === undefined) walkProperty(run, property, undefined, value[key]);
  }
}

/** Asking an object for a key that it does not have is slow: for siblings, which are rare, once will do. */
const isSiblingKey = (key: string): boolean => key.startsWith('_');

function checkPresence(run: Run, { node, keys }: Mandatory, value: JsonObject): void {
  if (keys.some((key) => value[key] !== undefined)) return;
  const child = node.name.replace('[x]', '');
  if (node.min > 0)
    run.report({
      rule: 'minimum',
      node,
      child,
      expected: `at least ${node.min}`,
      message: `${nameOf(node)} is missing: at least ${node.min} is required.`,
    });
  for (const slice of node.slices) if (slice.min > 0) reportMissingSlice(run, slice, { count: 0, child });
}

/** Walks one property: its list or single value, each item, then its slices. */
function walkProperty(run: Run, property: Property, value: unknown, sibling: unknown): void {
  run.path.push(property.step);
  if (property.element.node.isList) walkList(run, property.element, value, sibling);
  else walkSingle(run, property.element, value, sibling);
  run.path.pop();
}

function walkSingle(run: Run, element: TypedElement, value: unknown, sibling: unknown): void {
  const { node } = element;
  if (Array.isArray(value)) reportJsonType(run, element, value, 'a single value, not an array');
  else if (Array.isArray(sibling))
    reportJsonType(run, element, sibling, `a single value, with an object and no array in "_${node.name}"`);
  else {
    if (node.max === 0) reportMaximum(run, element, 1);
    walkItem(run, element, value, sibling);
    if (node.slices.length > 0) walkSlices(run, element, [value], [sibling]);
  }
}

function walkList(run: Run, element: TypedElement, value: unknown, sibling: unknown): void {
  if (!isListOrAbsent(value)) reportJsonType(run, element, value, 'an array');
  else if (!isListOrAbsent(sibling)) reportJsonType(run, element, sibling, 'an array');
  else if (value?.length === 0 || sibling?.length === 0) reportEmptyArray(run, element);
  else walkItems(run, element, value ?? [], sibling ?? []);
}

function walkItems(run: Run, element: TypedElement, values: readonly unknown[], siblings: readonly unknown[]): void {
  const { node } = element;
  const count = Math.max(values.length, siblings.length);
  if (count < node.min) reportMinimum(run, element, count);
  if (count > node.max) reportMaximum(run, element, count);
  for (let i = 0; i < count; i++) {
    run.path.push(i);
    walkItem(run, element, values[i], siblings[i]);
    run.path.pop();
  }
  if (node.slices.length > 0) walkSlices(run, element, values, siblings);
}

const isListOrAbsent = (value: unknown): value is readonly unknown[] | undefined =>
  value === undefined || Array.isArray(value);

/** One value: its own form, what is inside it, and the rules on the whole. */
function walkItem(run: Run, element: TypedElement, value: unknown, sibling: unknown): void {
  if (element.type.primitive) walkPrimitive(run, element, value, sibling);
  else if (element.isResource) walkResource(run, element, value);
  else walkComplex(run, element, value);
}

function walkPrimitive(run: Run, element: TypedElement, value: unknown, sibling: unknown): void {
  const { node, invariants } = element;
  const hasSibling = sibling !== undefined && sibling !== null;
  if (value !== undefined && value !== null) checkPrimitive(run, element, value);
  else if (!hasSibling) reportNull(run, element);
  // in a list null keeps a place, elsewhere it is never right
  if (!node.isList && (value === null || sibling === null)) reportNull(run, element);
  if (hasSibling) walkSibling(run, element, sibling);
  checkValue(run, node, value ?? undefined);
  if (node.binding) checkBinding(run, node, value ?? undefined);
  for (const invariant of invariants)
    run.equipment.invariants.checkPrimitive(run, { element, invariant, value, sibling });
}

function walkSibling(run: Run, element: TypedElement, sibling: unknown): void {
  if (isFilled(sibling)) walkObject(run, run.equipment.anatomy.sibling(element), sibling);
  else reportUnfilled(run, element, sibling, 'an object with id or extension');
}

function walkComplex(run: Run, element: TypedElement, value: unknown): void {
  if (!isFilled(value)) reportUnfilled(run, element, value, `an object (${element.type.code})`);
  else if (run.isFirstWalk(value, element)) walkFilled(run, element, value);
}

function walkFilled(run: Run, element: TypedElement, value: JsonObject): void {
  const { node, type } = element;
  if (type.code === 'Extension') walkExtension(run, element, value);
  else {
    walkObject(run, element, value);
    if (type.profiles.length > 0) walkProfiles(run, element, value);
  }
  checkType(run, element, value);
  checkValue(run, node, value);
  if (node.binding) checkBinding(run, node, value);
}

function walkExtension(run: Run, element: TypedElement, value: JsonObject): void {
  run.extensionUrls.push(value.url);
  walkObject(run, element, value);
  checkExtension(run, element, value);
  run.extensionUrls.pop();
}

/** Rules that a type has beside its definition. */
function checkType(run: Run, element: TypedElement, value: JsonObject): void {
  const { node, type } = element;
  if (type.code === 'Reference') checkReference(run, element, value);
  else if (type.code === 'Coding') checkCoding(run, node, value);
  else if (type.code === 'Identifier') checkIdentifier(run, node, value);
  else if (type.code === 'Narrative') checkNarrative(run, node, value);
}

function checkIdentifier(run: Run, node: ElementNode, value: JsonObject): void {
  checkSystem(run, node, value);
  adviseIdentifier(run, value);
}

/** A value against the profile of its type that an element asks for; against one at least where it names several. */
function walkProfiles(run: Run, { node, type }: TypedElement, value: JsonObject): void {
  const profiles = type.profiles.flatMap((canonical) => run.profile(canonical, node.profile) ?? []);
  const [first, ...others] = profiles;
  if (first && others.length === 0) walkProfile(run, first, value);
  else reportNoProfile(run, node, profiles, (profile) => run.whyNotOfType(value, profile));
}

/** Each value against the slice it belongs to, then how many each slice has; slices of slices in turn. */
function walkSlices(run: Run, element: TypedElement, values: readonly unknown[], siblings: readonly unknown[]): void {
  const groups = assignSlices(run, element, values);
  for (const [at, slice] of element.node.slices.entries()) {
    const indexes = groups[at] ?? [];
    const typed = run.equipment.anatomy.slice(slice, element.type);
    for (const i of indexes) {
      if (element.node.isList) run.path.push(i);
      walkItem(run, typed, values[i], siblings[i]);
      if (element.node.isList) run.path.pop();
    }
    if (indexes.length < slice.min) reportMissingSlice(run, slice, { count: indexes.length, values });
    if (indexes.length > slice.max) reportMaximum(run, typed, indexes.length);
    if (slice.slices.length > 0) walkSlices(run, typed, only(values, indexes), siblings);
  }
}

/** The values at these indexes, the others absent, so that paths keep their indexes. */
const only = (values: readonly unknown[], indexes: readonly number[]): unknown[] => {
  const kept = new Set(indexes);
  return values.map((value, i) => (kept.has(i) ? value : undefined));
};
