/** Referential integrity: what is written refers to what is there, and what is referred to stays. */
import { refuse } from '../../fhir/outcome.ts';
import { findReference, type ResourceKey, toReference } from '../../fhir/reference.ts';
import { type AgendaResource, isResourceType } from '../../fhir/resource-type.ts';
import { extractReferenceTerms } from '../../fhir/search/extract-index-entries.ts';
import type { Draft } from './draft.ts';

/** The resources of this server that a resource refers to, in the elements that can be searched. */
export function referredKeys(resource: AgendaResource): ResourceKey[] {
  const isReference = (scope: string, param: string) => isResourceType(scope) && !param.includes(':identifier');
  const keys = extractReferenceTerms(resource.resourceType, resource).flatMap(({ param, scope, value }) =>
    isReference(scope, param) ? [{ type: scope as ResourceKey['type'], id: value }] : [],
  );
  return [...new Map(keys.map((key) => [toReference(key), key])).values()];
}

/**
 * @throws OutcomeError 422 that names a reference which leads nowhere, unless the version before had it too. A URN leads
 * nowhere once the transaction that could have resolved it has not.
 */
export function demandReferencesExist(draft: Draft, resource: AgendaResource, current?: AgendaResource): void {
  const urn = findReference(resource, (reference) => /^urn:/i.test(reference));
  if (urn !== undefined && findReference(current, (reference) => reference === urn) === undefined) {
    refuse('business-rule', `The reference "${urn}" is the fullUrl of no entry of the same transaction`, urn);
  }
  const before = new Set(current ? referredKeys(current).map(toReference) : []);
  for (const key of referredKeys(resource)) {
    const name = toReference(key);
    if (before.has(name) || draft.expects(key) || draft.resource(key)) continue;
    refuse('business-rule', `${resource.resourceType} refers to ${name}, which does not exist here`, name);
  }
}

/**
 * @throws OutcomeError 409 that names what still refers to the resource, unless this draft deletes that as well.
 */
export function demandUnreferred(draft: Draft, key: ResourceKey): void {
  const referrer = draft.seen.referrers(key).find((one) => !isGone(draft, one));
  if (!referrer) return;
  const name = toReference(key);
  refuse('conflict', `${name} cannot be deleted: ${toReference(referrer)} refers to it`, toReference(referrer));
}

const isGone = (draft: Draft, referrer: ResourceKey): boolean => draft.touches(referrer) && !draft.resource(referrer);
