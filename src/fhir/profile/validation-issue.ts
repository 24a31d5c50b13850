/**
 * What a validation finds: one issue a broken rule, with enough to repair it.
 * https://hl7.org/fhir/R4/validation.html, https://hl7.org/fhir/R4/operationoutcome.html
 */
import type { OperationOutcome } from '@medplum/fhirtypes';
import type { Issue, IssueCode } from '../outcome.ts';
import { toOperationOutcome } from '../outcome.ts';

/** Every kind of rule the validator knows, with the issue code a breach of it carries. */
export const codeOf = {
  limit: 'too-costly',
  'resource-type': 'structure',
  'unknown-element': 'structure',
  'json-type': 'structure',
  empty: 'structure',
  'structure-id': 'structure',
  format: 'value',
  length: 'too-long',
  range: 'value',
  choice: 'structure',
  minimum: 'required',
  maximum: 'structure',
  fixed: 'value',
  pattern: 'value',
  binding: 'code-invalid',
  'unknown-value-set': 'not-found',
  slicing: 'structure',
  'slice-minimum': 'required',
  'slice-maximum': 'structure',
  'slice-order': 'structure',
  extension: 'structure',
  'modifier-extension': 'not-supported',
  'reference-target': 'structure',
  'reference-format': 'value',
  'reference-unresolved': 'not-found',
  aggregation: 'structure',
  invariant: 'invariant',
  'invariant-not-evaluated': 'not-supported',
  contained: 'structure',
  bundle: 'structure',
  narrative: 'structure',
  profile: 'not-found',
  'profile-type': 'structure',
  'profile-mismatch': 'structure',
  advice: 'business-rule',
} as const satisfies Record<string, IssueCode>;

export type Rule = keyof typeof codeOf;

/** Where a rule comes from: the profile, the element in it, and the invariant's key when it is one. */
export interface RuleOrigin {
  readonly profile?: string;
  readonly element?: string;
  readonly constraint?: string;
}

/** One broken rule. `message` is a sentence; `found` and `expected` are short JSON or words. */
export interface ValidationIssue {
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: IssueCode;
  readonly rule: Rule;
  /** FHIRPath from the validated resource, with indexes: `Bundle.entry[3].resource.start`; empty for what is no resource. */
  readonly expression: string;
  readonly message: string;
  readonly origin: RuleOrigin;
  readonly found?: string;
  readonly expected?: string;
  /** What to do about it, for the mistakes that are common in the guide. */
  readonly hint?: string;
}

/** True when nothing found is an error: warnings and information do not make a resource invalid. */
export const isValid = (issues: readonly ValidationIssue[]): boolean => issues.every((one) => one.severity !== 'error');

/** The OperationOutcome that tells these issues; with none, one `informational` issue that says so. */
export function toValidationOutcome(issues: readonly ValidationIssue[]): OperationOutcome {
  if (issues.length === 0)
    return toOperationOutcome([
      { severity: 'information', code: 'informational', diagnostics: 'Valid: no rule is broken.' },
    ]);
  return toOperationOutcome(issues.map(toIssue));
}

/** The issue in the vocabulary of outcomes; without `expression` when it is about no element. */
export const toIssue = (one: ValidationIssue): Issue => ({
  severity: one.severity,
  code: one.code,
  diagnostics: describeIssue(one),
  ...(one.expression === '' ? {} : { expression: [one.expression] }),
});

/** The issue in one paragraph: what is wrong, what to do, which rule says so. */
export function describeIssue({ message, hint, origin }: ValidationIssue): string {
  const source = describeOrigin(origin);
  return [message, hint, source && `[${source}]`].filter(Boolean).join(' ');
}

/** `profile#element (constraint)`, as far as known. */
export function describeOrigin({ profile, element, constraint }: RuleOrigin): string {
  const place = [profile, element].filter(Boolean).join('#');
  return constraint ? `${place} ${constraint}`.trim() : place;
}
