/** A value set as a validator wants it: the codes themselves. https://hl7.org/fhir/R4/valueset.html */

/** The codes of one value set, by code system. Two versions of one URL may stand side by side. */
export interface CodeList {
  readonly url: string;
  readonly version?: string;
  /** Code system URL -> codes that may be used. */
  readonly systems: Readonly<Record<string, readonly string[]>>;
  /** Code systems of which more codes belong than are listed: one of them that is not listed may still be right. */
  readonly parts?: readonly string[];
  /** True when codes of any system may belong that are not listed. */
  readonly isExcerpt?: boolean;
}
