/**
 * The server's check of itself, for tests and staging: every SAS Bundle that goes out with entries is validated against what
 * it claims.
 */
import type { Bundle } from '@medplum/fhirtypes';
import { issue, OutcomeError } from '../fhir/outcome.ts';
import type { ValidationIssue } from '../fhir/profile/validation-issue.ts';
import type { Validator } from '../fhir/profile/validator.ts';
import { sasProfile } from '../fhir/sas.ts';
import type { FhirRequest, FhirResponse, Interaction } from './interaction.ts';

/** `log` tells what is not valid, `fail` also answers 500 instead, `off` does not look. */
export type SelfCheckMode = 'off' | 'log' | 'fail';

export interface SelfCheckOptions {
  readonly mode: SelfCheckMode;
  readonly validator: () => Validator;
  /** Told of an answer that is not valid; the errors alone. */
  readonly onInvalid: (request: FhirRequest, errors: readonly ValidationIssue[]) => void;
}

/** The interaction, its SAS Bundles validated before they leave. */
export function selfChecked(interact: Interaction, options: SelfCheckOptions): Interaction {
  if (options.mode === 'off') return interact;
  return async (request) => {
    const answer = await interact(request);
    const errors = errorsOf(answer, options.validator);
    if (errors.length === 0) return answer;
    options.onInvalid(request, errors);
    if (options.mode === 'log') return answer;
    throw new OutcomeError(issue('exception', `The answer is not valid: ${errors.length} errors; the log names them`));
  };
}

const sasBundles: ReadonlySet<string> = new Set([sasProfile.bundle, sasProfile.cptsBundle, sasProfile.sosBundle]);

function errorsOf({ body }: FhirResponse, validator: () => Validator): readonly ValidationIssue[] {
  const bundle = toSasBundle(body);
  // The profiles of CPTS and SOS demand entries, which the answer to a search without matches cannot have.
  if (!bundle?.entry) return [];
  return validator()
    .validate(bundle)
    .filter(({ severity }) => severity === 'error');
}

function toSasBundle(body: FhirResponse['body']): Bundle | undefined {
  const text = typeof body === 'string' ? body : body && Buffer.concat(body).toString();
  if (!text?.startsWith('{"resourceType":"Bundle"')) return undefined;
  const bundle = JSON.parse(text) as Bundle;
  return bundle.meta?.profile?.some((profile) => sasBundles.has(profile)) ? bundle : undefined;
}

/** What may be logged of an error: which rule and where, never what was found there. */
export const toLoggedError = ({ code, rule, expression }: ValidationIssue) => ({ code, rule, expression });
