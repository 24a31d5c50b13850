/**
 * Invariants of R4 that are judged in code, not in FHIRPath: they stand on every element or every resource, and as expressions
 * some take quadratic time. `ele-1` is in structure.ts, `ext-1` in extension.ts, `dom-*` in contained.ts, `bdl-*` in bundle.ts,
 * `ref-1` in reference.ts, `txt-*` in narrative.ts. `dom-6` (a resource should have a narrative) is a best practice and not
 * reported.
 */
const native = new Set(
  'ele-1 ext-1 ref-1 dom-2 dom-3 dom-4 dom-5 dom-6 bdl-1 bdl-2 bdl-3 bdl-4 bdl-5 bdl-7 bdl-8 bdl-9 bdl-10 bdl-11 bdl-12 txt-1 txt-2'.split(
    ' ',
  ),
);

/** True when code judges this invariant, so that its expression is not evaluated. */
export const isNative = (key: string): boolean => native.has(key);
