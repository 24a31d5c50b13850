/** A broken rule, and how it becomes an issue. */
import type { ElementNode, Profile } from './element-node.ts';
import { hintFor } from './hints.ts';
import { showJson } from './json.ts';
import { codeOf, type Rule, type RuleOrigin, type ValidationIssue } from './validation-issue.ts';

/** Most issues of each severity reported of one document: one more says that there are others. */
export const MAX_ISSUES = 500;

/** A broken rule, before it is told. */
export interface Finding {
  readonly rule: Rule;
  readonly message: string;
  readonly severity?: ValidationIssue['severity'];
  readonly node?: ElementNode | undefined;
  readonly constraint?: string;
  /** The value found; left out when there is none. */
  readonly value?: unknown;
  readonly expected?: string;
  /** One more step after where we are: the child that is missing. */
  readonly child?: string;
  readonly hint?: string;
}

const originOf = (node: ElementNode | undefined, constraint: string | undefined): RuleOrigin => ({
  ...(node ? { profile: canonicalOf(node.profile), element: node.id } : {}),
  ...(constraint ? { constraint } : {}),
});

const canonicalOf = ({ url, version }: Profile): string => (version ? `${url}|${version}` : url);

/** The broken rule as it is told; `expression` says where. */
export function toIssue(finding: Finding, expression: string): ValidationIssue {
  const { rule, message, severity = 'error', expected, node, constraint } = finding;
  const hint = finding.hint ?? hintFor(finding);
  return {
    severity,
    code: codeOf[rule],
    rule,
    expression,
    message,
    origin: originOf(node, constraint),
    ...('value' in finding ? { found: showJson(finding.value) } : {}),
    ...(expected === undefined ? {} : { expected }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Stands for all that come after the last one told. */
export const tooMany = (expression: string, severity: ValidationIssue['severity']): ValidationIssue => ({
  severity,
  code: codeOf.limit,
  rule: 'limit',
  expression,
  message: `More than ${MAX_ISSUES} issues of severity ${severity}: the others are not listed.`,
  origin: {},
});
