/** Two validators' verdicts on the same files, compared. Pure. */
import type { KnownDifference } from './differences.ts';

/** One file, and the errors that each of the two found in it. */
export interface Verdicts {
  readonly file: string;
  /** True for what this project sends or publishes: it must be without errors for both. */
  readonly isOurs: boolean;
  readonly ours: readonly string[];
  readonly hl7: readonly string[];
}

export interface Comparison {
  readonly agreed: number;
  readonly explained: readonly (KnownDifference & { readonly path: string })[];
  /** Sentences; each makes the judgement fail. */
  readonly failures: readonly string[];
}

/** What agrees, what differs for a known reason, and what must not be. A known difference that is none any more is a failure too. */
export function compareVerdicts(verdicts: readonly Verdicts[], known: readonly KnownDifference[]): Comparison {
  const judged = verdicts.map((one) => ({
    ...one,
    difference: differenceOf(one),
    explanation: known.find(({ file }) => one.file.endsWith(file)),
  }));
  const explained = judged.flatMap(({ file, difference, explanation }) =>
    explanation && difference === explanation.invalidFor ? [{ ...explanation, path: file }] : [],
  );
  return {
    agreed: judged.filter(({ difference }) => difference === undefined).length,
    explained,
    failures: judged.flatMap(failuresOf),
  };
}

type Judged = Verdicts & { difference: 'ours' | 'hl7' | undefined; explanation: KnownDifference | undefined };

function differenceOf({ ours, hl7 }: Verdicts): 'ours' | 'hl7' | undefined {
  if (ours.length > 0 === hl7.length > 0) return undefined;
  return ours.length > 0 ? 'ours' : 'hl7';
}

function failuresOf({ file, isOurs, ours, hl7, difference, explanation }: Judged): string[] {
  if (isOurs && hl7.length > 0) return [`${file} is ours and not valid for HL7: ${hl7[0]}`];
  if (isOurs && ours.length > 0) return [`${file} is ours and not valid for us: ${ours[0]}`];
  if (explanation && difference === undefined) return [`${file}: both agree now, so its explanation is stale`];
  if (difference === undefined || explanation?.invalidFor === difference) return [];
  return [
    `${file}: only ${difference === 'ours' ? 'we find' : 'HL7 finds'} an error: ${difference === 'ours' ? ours[0] : hl7[0]}`,
  ];
}
