/**
 * The closed vocabulary of what can go wrong, as FHIR says it: OperationOutcome and its issue codes.
 * https://hl7.org/fhir/R4/operationoutcome.html, https://hl7.org/fhir/R4/valueset-issue-type.html
 */
import type { OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes';

/** The issue codes this server uses. A new one fails to compile until `statusOf` says its HTTP status. */
export type IssueCode =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'code-invalid'
  | 'not-supported'
  | 'not-found'
  | 'deleted'
  | 'multiple-matches'
  | 'duplicate'
  | 'conflict'
  | 'business-rule'
  | 'too-long'
  | 'too-costly'
  | 'security'
  | 'login'
  | 'forbidden'
  | 'transient'
  | 'no-store'
  | 'lock-error'
  | 'timeout'
  | 'exception'
  | 'informational';

export type Severity = 'fatal' | 'error' | 'warning' | 'information';

/** One issue: `expression` names the element (FHIRPath) or the parameter, `diagnostics` says what was expected. */
export interface Issue {
  readonly severity: Severity;
  readonly code: IssueCode;
  readonly diagnostics: string;
  readonly expression?: readonly string[];
}

/** The HTTP status of each issue code; total at compile time. */
export const statusOf: Readonly<Record<IssueCode, number>> = {
  invalid: 400,
  structure: 400,
  required: 400,
  value: 400,
  'code-invalid': 400,
  'not-supported': 400,
  login: 401,
  security: 403,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  duplicate: 409,
  deleted: 410,
  'multiple-matches': 412,
  'too-long': 413,
  'too-costly': 413,
  invariant: 422,
  'business-rule': 422,
  transient: 503,
  'no-store': 503,
  'lock-error': 503,
  timeout: 503,
  exception: 500,
  informational: 200,
};

/** Refusals for which HTTP or FHIR wants another status than that of the issue code which says best what is wrong. */
export const ownStatuses = {
  'method-unknown': { status: 405, code: 'not-supported' },
  'ids-of-server': { status: 405, code: 'not-supported' },
  'version-stale': { status: 412, code: 'conflict' },
  'reference-unmatched': { status: 412, code: 'business-rule' },
  'disk-full': { status: 507, code: 'no-store' },
} as const satisfies Record<string, { readonly status: number; readonly code: IssueCode }>;

export type OwnStatusKind = keyof typeof ownStatuses;

/** An error issue; `expression` is the element or parameter it is about. */
export const issue = (code: IssueCode, diagnostics: string, ...expression: string[]): Issue => ({
  severity: 'error',
  code,
  diagnostics,
  ...(expression.length > 0 ? { expression } : {}),
});

/** The FHIR resource that tells these issues, in their order. */
export const toOperationOutcome = (issues: readonly Issue[]): OperationOutcome => ({
  resourceType: 'OperationOutcome',
  issue: issues.map(
    (one): OperationOutcomeIssue => ({
      severity: one.severity,
      code: one.code,
      diagnostics: one.diagnostics,
      ...(one.expression ? { expression: [...one.expression] } : {}),
    }),
  ),
});

/**
 * The one error that carries an outcome to the edge. `status` is that of its first issue unless said otherwise: by
 * `ownStatuses`, by those of the HTTP edge, and where the content of what is written was judged.
 */
export class OutcomeError extends Error {
  readonly issues: readonly Issue[];
  readonly status: number;
  /** Response headers that HTTP wants with this status, such as `Allow`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(issues: Issue | readonly Issue[], status?: number, headers: Readonly<Record<string, string>> = {}) {
    const list = Array.isArray(issues) ? (issues as readonly Issue[]) : [issues as Issue];
    super(list.map((one) => one.diagnostics).join('; '));
    this.name = 'OutcomeError';
    this.issues = list;
    this.headers = headers;
    this.status = status ?? statusOf[list[0]?.code ?? 'exception'];
  }

  /** The OperationOutcome to send. */
  get outcome(): OperationOutcome {
    return toOperationOutcome(this.issues);
  }
}

/** What a bug is answered with: the request id, and nothing else. */
export const internalError = (requestId: string | undefined): OutcomeError =>
  new OutcomeError(issue('exception', `Internal error; the log tells more about request ${requestId}`));

/** Throws an OutcomeError with one issue. */
export function refuse(code: IssueCode, diagnostics: string, ...expression: string[]): never {
  throw new OutcomeError(issue(code, diagnostics, ...expression));
}

/** Throws an OutcomeError with one issue and the status of its kind. */
export function refuseAs(kind: OwnStatusKind, diagnostics: string, ...expression: string[]): never {
  const { status, code } = ownStatuses[kind];
  throw new OutcomeError(issue(code, diagnostics, ...expression), status);
}

/** What `work` is refused for; nothing when it goes through. Other errors are thrown on. */
export function issuesOf(work: () => void): readonly Issue[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof OutcomeError) return error.issues;
    throw error;
  }
}
