/** Conditional references: `Location?identifier=<system>|<value>`. https://hl7.org/fhir/R4/http.html#trules */
import { OutcomeError, refuse, refuseAs } from '../../fhir/outcome.ts';
import { findReference, mapReferences, toReference } from '../../fhir/reference.ts';
import { type AgendaResource, isResourceType } from '../../fhir/resource-type.ts';
import type { IdentifierKey } from '../../store/unit-of-work.ts';
import { isRegulatorAccount } from '../regulator-account.ts';
import { parseCondition } from './condition.ts';
import { type Draft, keyOf } from './draft.ts';

/**
 * The resource with its conditional references made real: none is ever stored, for what it matches may change.
 * @throws OutcomeError 412 that names the reference which matches nothing or several, 400 for another condition.
 */
export function resolveConditional<R extends AgendaResource>(draft: Draft, resource: R): R {
  if (findReference(resource, isConditional) === undefined) return resource;
  return mapReferences(resource, (reference) => (isConditional(reference) ? resolve(draft, reference) : reference));
}

/** Whether a reference names its target by a condition. */
export const isConditional = (reference: string): boolean => /^[A-Za-z]+\?/.test(reference);

function resolve(draft: Draft, reference: string): string {
  const name = nameOf(reference);
  const identifier = parseConditional(reference);
  const matches = identifier ? withoutAccounts(draft.identified(identifier)) : [];
  if (matches.length === 1) return toReference(keyOf(matches[0]!));
  if (matches.length === 0) return refuseAs('reference-unmatched', `${name} matches nothing`, reference);
  return refuse('multiple-matches', `${name} matches ${matches.length} resources`, reference);
}

/** Who sees patients is meant where a regulator's account has the identifier too. */
function withoutAccounts(matches: readonly AgendaResource[]): readonly AgendaResource[] {
  const others = matches.filter((one) => !isRegulatorAccount(one));
  return others.length > 0 ? others : matches;
}

const nameOf = (reference: string): string => `The reference "${reference}"`;

/** The identifier that a conditional reference names; undefined for a type that is not kept here. */
function parseConditional(reference: string): IdentifierKey | undefined {
  const [type = '', query = ''] = reference.split(/\?(.*)/s);
  return isResourceType(type) ? parseCondition(type, query, nameOf(reference)) : undefined;
}

/** The same of any reference; undefined where it is no condition, or a wrong one, as is told when it is resolved. */
export function findCondition(reference: string): IdentifierKey | undefined {
  if (!isConditional(reference)) return undefined;
  try {
    return parseConditional(reference);
  } catch (error) {
    if (error instanceof OutcomeError) return undefined;
    throw error;
  }
}
