/**
 * FHIRPath functions that the library answers in quadratic time, in linear time: whoever sends a thousand codes may ask that they are
 * distinct. http://hl7.org/fhirpath/N1/#existence
 */
import type { UserInvocationTable } from 'fhirpath';
import { isObject } from './json.ts';

/** Equal values have equal texts, whatever the order of their keys. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (isObject(inner) ? sortKeys(inner) : inner)) ?? '';

const sortKeys = (value: object): object =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

const textsOf = (values: readonly unknown[]): Set<string> => new Set(values.map(textOf));

const isSubset = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  [...some].every((one) => all.has(one));

/** `isDistinct()` and `subsetOf(other)`, in place of the library's own. */
export const linearFunctions: UserInvocationTable = {
  isDistinct: { fn: (values: unknown[]) => [textsOf(values).size === values.length], arity: { 0: [] } },
  subsetOf: {
    fn: (values: unknown[], other: unknown[]) => [isSubset(textsOf(values), textsOf(other))],
    arity: { 1: ['AnyAtRoot'] },
  },
};
