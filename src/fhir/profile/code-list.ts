/** A value set as a validator wants it: the codes themselves. https://hl7.org/fhir/R4/valueset.html */

/** The codes of one value set, by code system. Two versions of one URL may stand side by side. */
export interface CodeList {
  readonly url: string;
  readonly version?: string;
  /** Code system URL -> codes that may be used. */
  readonly systems: Readonly<Record<string, readonly string[]>>;
  /** True when more codes exist than are listed: one that is not listed may still be right. */
  readonly isExcerpt?: boolean;
}
