/** Elements of FHIR in plain JSON, as FHIRPath would find them by name; of what is not plain, nothing is said here. */
import { isObject, type JsonObject } from './json.ts';
import type { TypedElement } from './typed-element.ts';

/** Thrown where the library has to take over. One for all: nobody asks where it was made, and a trace takes time. */
const leftToLibrary = new Error('left to the library');

/** Gives the work up: the library has to do it. */
export function leave(): never {
  throw leftToLibrary;
}

/** What comes of work that was given up: nothing. Any other error is a bug, and goes on. */
export function unlessLeft(error: unknown): undefined {
  if (error !== leftToLibrary) throw error;
  return undefined;
}

/** A collection found from an object, and the element that its items are. */
export interface Selection {
  readonly items: (focus: JsonObject) => readonly unknown[];
  readonly element: TypedElement;
}

/** The elements of this name in the focus. A choice has no name that is a JSON key. */
export function toMember(name: string | undefined, element: TypedElement): Selection {
  const property = element.shape.properties.get(name ?? '');
  if (property === undefined || property.key !== name || property.step !== name) return leave();
  const { key, siblingKey } = property;
  return {
    items: (focus) => (focus[siblingKey] === undefined ? toItems(focus[key]) : leave()),
    element: property.element,
  };
}

const none: readonly unknown[] = [];

function toItems(value: unknown): readonly unknown[] {
  if (value === undefined) return none;
  const items = Array.isArray(value) ? value : [value];
  return items.some((item) => item === null || Array.isArray(item)) ? leave() : items;
}

/** The elements of this name in each item. */
export function toInner({ items, element }: Selection, name: string | undefined): Selection {
  const inner = toMember(name, insideOf(element));
  return { items: (focus) => items(focus).flatMap((item) => inner.items(toFocus(item))), element: inner.element };
}

/** An element inside the one where the invariant stands. A resource in there is of a type that its values tell. */
export const insideOf = (element: TypedElement): TypedElement => (element.isResource ? leave() : element);

/** The item as an object, where its elements can be found by name. */
export const toFocus = (item: unknown): JsonObject =>
  isObject(item) && item.resourceType === undefined ? item : leave();
