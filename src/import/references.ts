/** References between the resources of an import, made those of this server. */

import { findCondition, isConditional } from '../agenda/writing/conditional-references.ts';
import { refuse } from '../fhir/outcome.ts';
import { parseReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { Names, Outside } from './names.ts';

export interface Resolved {
  /** The references that lead to this server and to no good line of the import. */
  readonly outside: readonly Outside[];
  /** Whether the base must tell where some conditional references lead. */
  readonly isOpen: boolean;
}

/**
 * Replaces in `resource`, at every depth, references to resources of the import, whether by `Type/id`, by full URL or by
 * identifier (`Type?identifier=…`). URLs of other servers, `#…` and conditions that only the base can tell stay.
 * @throws OutcomeError for a `urn:` that no resource of the import has: nothing will ever tell what it means.
 */
export function resolveReferences(resource: AgendaResource, names: Names): Resolved {
  const outside: Outside[] = [];
  let isOpen = false;
  forEachReference(resource, (holder) => {
    const known = findNamed(holder.reference, names);
    if (known !== undefined) {
      holder.reference = known;
      if (names.isRefused(known)) outside.push({ ...parseReference(known)!, isRefused: true });
      return;
    }
    if (holder.reference.startsWith('urn:')) {
      refuse('not-found', `no resource of this import has the full URL ${holder.reference}`);
    }
    const key = parseReference(holder.reference);
    if (key) outside.push(key);
    isOpen ||= isConditional(holder.reference);
  });
  return { outside, isOpen };
}

/** What the import has under this name, as it is called here; undefined when it has nothing. */
export function findNamed(reference: string, names: Names): string | undefined {
  const identifier = findCondition(reference);
  return identifier ? names.findIdentified(identifier) : names.find(withoutVersion(reference));
}

/** A version of another server means nothing here. */
const withoutVersion = (reference: string): string => reference.split('/_history/', 1)[0]!;

export interface Referring {
  reference: string;
}

/** Calls `found` with every object that has a text called `reference`. */
export function forEachReference(value: unknown, found: (holder: Referring) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) forEachReference(item, found);
    return;
  }
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object') forEachReference(inner, found);
    else if (key === 'reference' && typeof inner === 'string') found(value as Referring);
  }
}
