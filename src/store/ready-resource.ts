/**
 * A resource with everything that a store makes of it before it writes: its text, what it is found by, how it leaves. All of
 * it can be made without the store, ahead of time and in another thread; it is plain data.
 */
import type { ResourceKey } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import { extractIndexEntries, type IndexEntries } from '../fhir/search/extract-index-entries.ts';
import { toUnstampedJson, type UnstampedJson } from '../fhir/stored-json.ts';
import { type KeptForms, keepForms, type ProjectSlot, type SlotProjection } from './agenda-query.ts';

export interface ReadyResource extends ResourceKey, UnstampedJson, IndexEntries {
  /** Absent when it is no slot, or one that does not leave. */
  readonly slot?: ReadySlot | undefined;
}

export type ReadySlot = Omit<SlotProjection, 'forms'> & { readonly forms: KeptForms };

/** `resource.id` names it. */
export function makeReady(resource: AgendaResource, projectSlot: ProjectSlot): ReadyResource {
  const { resourceType: type, id } = resource;
  const { before, after } = toUnstampedJson(resource);
  const { terms, moments } = extractIndexEntries(type, resource);
  const slot = resource.resourceType === 'Slot' ? projectSlot(resource) : undefined;
  return { type, id: id!, before, after, terms, moments, slot: slot && { ...slot, forms: keepForms(slot.forms) } };
}
