/** Conditional references: `Location?identifier=<system>|<value>`. https://hl7.org/fhir/R4/http.html#trules */
import { refuse, refuseAs } from '../../fhir/outcome.ts';
import { findReference, mapReferences, toReference } from '../../fhir/reference.ts';
import { type AgendaResource, isResourceType } from '../../fhir/resource-type.ts';
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
  const name = `The reference "${reference}"`;
  const [type = '', query = ''] = reference.split(/\?(.*)/s);
  const matches = isResourceType(type) ? draft.identified(parseCondition(type, query, name)) : [];
  if (matches.length === 1) return toReference(keyOf(matches[0]!));
  if (matches.length === 0) return refuseAs('reference-unmatched', `${name} matches nothing`, reference);
  return refuse('multiple-matches', `${name} matches ${matches.length} resources`, reference);
}
