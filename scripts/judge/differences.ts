/** Where our verdict and that of HL7's validator are known to differ, and who is right. docs/validator.md tells the same at length. */

export interface KnownDifference {
  /** End of the file's path. */
  readonly file: string;
  /** Which of the two finds errors. */
  readonly invalidFor: 'ours' | 'hl7';
  readonly reason: string;
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    file: 'corpus/valid/ok-apt-noshow.json',
    invalidFor: 'hl7',
    reason:
      'HL7 applies the misprint of app-4 in R4 4.0.1 (`no-show`, a code that does not exist); we apply the correction of R4B.',
  },
];
