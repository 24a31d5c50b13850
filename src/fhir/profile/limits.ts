/** How large a document may be. What is beyond is refused before it is walked, so that no document costs more than it weighs. */
import type { ValidationIssue } from './validation-issue.ts';
import { codeOf } from './validation-issue.ts';

/** Deepest nesting of objects and arrays. The deepest resource of the guide has 12. */
export const MAX_DEPTH = 64;
/** Most values (objects, arrays, primitives) in one document. A bundle of 700 entries has about 30,000. */
export const MAX_VALUES = 2_000_000;
/** Most resources through which a reference is followed to the next, each judged for the sake of the one before. */
export const MAX_TRAIL = 16;

/** The issue that refuses a document, or undefined when it may be walked. Does not recurse: depth is what it guards against. */
export function checkLimits(document: unknown): ValidationIssue | undefined {
  let level: unknown[] = [document];
  let count = 1;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return refusal(`is nested deeper than ${MAX_DEPTH} levels`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const inner of Array.isArray(value) ? value : Object.values(value)) next.push(inner);
    }
    count += next.length;
    if (count > MAX_VALUES) return refusal(`holds more than ${MAX_VALUES} values`);
    level = next;
  }
  return undefined;
}

const refusal = (reason: string): ValidationIssue => ({
  severity: 'error',
  code: codeOf.limit,
  rule: 'limit',
  expression: '',
  message: `The document ${reason}: it is not validated.`,
  origin: {},
});
