/**
 * What the edge itself refuses, before or beside any FHIR interaction: HTTP statuses that have no issue code of their
 * own. docs/errors.md explains each; a test holds the two together. https://www.rfc-editor.org/rfc/rfc9110#section-15
 */
import { type IssueCode, issue, OutcomeError } from '../fhir/outcome.ts';

interface EdgeStatus {
  readonly status: number;
  readonly code: IssueCode;
}

/** The HTTP status and the issue code of each refusal of the edge. */
export const edgeStatuses = {
  'bad-request': { status: 400, code: 'invalid' },
  'method-not-allowed': { status: 405, code: 'not-supported' },
  'not-acceptable': { status: 406, code: 'not-supported' },
  'request-timeout': { status: 408, code: 'timeout' },
  'content-too-large': { status: 413, code: 'too-long' },
  'uri-too-long': { status: 414, code: 'too-long' },
  'unsupported-media-type': { status: 415, code: 'not-supported' },
  'header-fields-too-large': { status: 431, code: 'too-long' },
} as const satisfies Record<string, EdgeStatus>;

export type EdgeRefusalKind = keyof typeof edgeStatuses;

/** A refusal of the edge: an outcome, its status, and the response headers that HTTP wants with it. */
export class EdgeRefusal extends OutcomeError {
  constructor(kind: EdgeRefusalKind, diagnostics: string, headers: Readonly<Record<string, string>> = {}) {
    const { status, code } = edgeStatuses[kind];
    super(issue(code, diagnostics), status, headers);
    this.name = 'EdgeRefusal';
  }
}

/** The refusal of a method; `allowed` are those that the path knows. */
export const methodNotAllowed = (method: string, allowed: readonly string[]): EdgeRefusal =>
  new EdgeRefusal('method-not-allowed', `${method} is not allowed here; allowed: ${allowed.join(', ')}`, {
    Allow: allowed.join(', '),
  });
