/** What a write says beforehand that it will see: a store that is far away reads it all at once. */
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { findReference, parseReference, type ResourceKey, toReference } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import type { IdentifierKey, Sees } from '../../store/unit-of-work.ts';

/** References beyond are of no usual resource: they are read when they are looked at. */
const mostReferences = 50;

/**
 * The resource as it stands, what it refers to, who has the slots among these; of an appointment also whose agenda they are,
 * and who has its identifier already. It may have any content.
 */
export function seesOf(resource: AgendaResource, key: ResourceKey): Sees {
  const referred = new Map<string, ResourceKey>();
  findReference(resource, (reference) => {
    const found = parseReference(reference);
    if (found) referred.set(toReference(found), found);
    return referred.size >= mostReferences;
  });
  const keys = [key, ...referred.values()];
  const claims = keys.filter(({ type }) => type === 'Slot').map(({ id }) => id);
  if (resource.resourceType !== 'Appointment') return { keys, claims };
  return { keys, claims, agendas: claims, identifiers: firstIdentifier(resource.identifier) };
}

/** As the rule of one appointment per identifier looks for it. */
function firstIdentifier(identifiers: unknown): IdentifierKey[] {
  if (!Array.isArray(identifiers)) return [];
  const { system = '', value = '' } = Object(identifiers[0]) as Record<string, unknown>;
  if (typeof system !== 'string' || typeof value !== 'string' || value === '') return [];
  return [{ type: 'Appointment', system, value: toPrefixedValue(system, value) }];
}
