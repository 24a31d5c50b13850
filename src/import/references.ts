/** References between the resources of an import, made those of this server. */
import { refuse } from '../fhir/outcome.ts';
import { parseReference, type ResourceKey } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';

/** What the files call a resource (`Practitioner/1`, a full URL), and what it is called here (`Practitioner/7`). */
export type Names = ReadonlyMap<string, string>;

/**
 * Replaces in `resource`, at every depth, references to resources of the import, whether by `Type/id` or by full URL.
 * Returns those of its references that lead to this server and not to the import. URLs of other servers and `#…` stay.
 * @throws OutcomeError for a `urn:` that no resource of the import has: nothing will ever tell what it means.
 */
export function resolveReferences(resource: AgendaResource, names: Names): ResourceKey[] {
  const outside: ResourceKey[] = [];
  visit(resource, (holder) => {
    const known = names.get(withoutVersion(holder.reference));
    if (known !== undefined) {
      holder.reference = known;
      return;
    }
    if (holder.reference.startsWith('urn:')) {
      refuse('not-found', `no resource of this import has the full URL ${holder.reference}`);
    }
    const key = parseReference(holder.reference);
    if (key) outside.push(key);
  });
  return outside;
}

/** A version of another server means nothing here. */
const withoutVersion = (reference: string): string => reference.split('/_history/', 1)[0]!;

interface Referring {
  reference: string;
}

/** Calls `found` with every object that has a text called `reference`. */
function visit(value: unknown, found: (holder: Referring) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) visit(item, found);
    return;
  }
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object') visit(inner, found);
    else if (key === 'reference' && typeof inner === 'string') found(value as Referring);
  }
}
