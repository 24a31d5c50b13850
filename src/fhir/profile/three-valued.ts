/** The logic of FHIRPath, in which a condition may have no value. http://hl7.org/fhirpath/N1/#boolean-logic */

/** True, false, or undefined for the empty collection. */
export type Truth = boolean | undefined;

/** `not()`: nothing stays nothing. */
export const not = (a: Truth): Truth => (a === undefined ? undefined : !a);
const and = (a: Truth, b: Truth): Truth =>
  a === false || b === false ? false : a === undefined || b === undefined ? undefined : true;
/** `=` of two. */
export const same = (a: Truth, b: Truth): Truth => (a === undefined || b === undefined ? undefined : a === b);

/** The operators by name. */
export const logic: Readonly<Record<string, (a: Truth, b: Truth) => Truth>> = {
  and,
  or: (a, b) => not(and(not(a), not(b))),
  xor: (a, b) => not(same(a, b)),
  implies: (a, b) => not(and(a, not(b))),
};
