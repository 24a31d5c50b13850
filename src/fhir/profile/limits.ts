/** How large a document may be. What is beyond is refused before it is walked, so that no document costs more than it weighs. */
import type { ValidationIssue } from './validation-issue.ts';
import { codeOf } from './validation-issue.ts';

/** Deepest nesting of objects and arrays. The deepest resource of the guide has 12. */
export const MAX_DEPTH = 64;
/** Most values (objects, arrays, primitives) in one document. A bundle of 700 entries has about 30,000. */
export const MAX_VALUES = 2_000_000;
/** Most resources through which a reference is followed to the next, each judged for the sake of the one before. */
export const MAX_TRAIL = 16;

/** A document that may be walked: its objects and arrays, each as often as it is met. Else the issue that refuses it. */
export type Survey =
  | { readonly objects: readonly object[]; readonly refusal: undefined }
  | { readonly refusal: ValidationIssue };

/** Looks through a document, level by level. Does not recurse: depth is what it guards against. */
export function surveyDocument(document: unknown): Survey {
  const objects: object[] = [];
  let count = take([document], objects);
  let surveyed = 0;
  for (let depth = 1; surveyed < objects.length; depth++) {
    let inside = 0;
    for (const end = objects.length; surveyed < end; surveyed++) {
      const value = objects[surveyed] as object;
      inside += take(Array.isArray(value) ? value : Object.values(value), objects);
    }
    count += inside;
    if (count > MAX_VALUES) return refuse(`holds more than ${MAX_VALUES} values`);
    if (inside > 0 && depth > MAX_DEPTH) return refuse(`is nested deeper than ${MAX_DEPTH} levels`);
  }
  return { objects, refusal: undefined };
}

/** Adds those of the values that are objects or arrays, and says how many values there are. */
function take(values: readonly unknown[], objects: object[]): number {
  for (const value of values) if (typeof value === 'object' && value !== null) objects.push(value);
  return values.length;
}

const refuse = (reason: string): Survey => ({
  refusal: {
    severity: 'error',
    code: codeOf.limit,
    rule: 'limit',
    expression: '',
    message: `The document ${reason}: it is not validated.`,
    origin: {},
  },
});
