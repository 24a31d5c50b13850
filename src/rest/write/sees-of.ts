/** What writes say beforehand that they will see: a store that is far away reads it all at once. */
import { findCondition } from '../../agenda/writing/conditional-references.ts';
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { findReference, parseReference, type ResourceKey, toReference } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import type { IdentifierKey, Sees } from '../../store/unit-of-work.ts';

/** What is known of a write before it is decided. */
export interface ForeseenWrite {
  /** What it is about; where a condition decides that, what it makes when nothing matches. */
  readonly key: ResourceKey;
  /** What is to be written. It may have any content. */
  readonly resource?: AgendaResource | undefined;
  /** The identifier of what it is about, or must not be there yet. */
  readonly condition?: IdentifierKey | undefined;
}

/** A usual resource has fewer references: those beyond are read when they are looked at. */
const mostReferences = 50;

/**
 * The resources as they stand, what they refer to, by conditions too, and who has the slots among these; of appointments
 * also whose agenda those are, and who has their identifier already.
 */
export function seesOf(...writes: readonly ForeseenWrite[]): Sees {
  const all = writes.map(seesOfOne);
  const keys = new Map(all.flatMap((one) => one.keys).map((key) => [toReference(key), key]));
  return {
    keys: [...keys.values()],
    claims: [...keys.values()].filter(isSlot).map(({ id }) => id),
    agendas: [...new Set(all.flatMap(({ agendas }) => agendas))],
    identifiers: all.flatMap(({ identifiers }) => identifiers),
  };
}

type SeesOfOne = Required<Pick<Sees, 'keys' | 'agendas' | 'identifiers'>>;

function seesOfOne({ key, resource, condition }: ForeseenWrite): SeesOfOne {
  const referred: ResourceKey[] = [];
  const identifiers = condition ? [condition] : [];
  findReference(resource, (reference) => {
    const found = parseReference(reference);
    const named = findCondition(reference);
    if (found) referred.push(found);
    if (named) identifiers.push(named);
    return referred.length + identifiers.length >= mostReferences;
  });
  const keys = [key, ...referred];
  if (resource?.resourceType !== 'Appointment') return { keys, agendas: [], identifiers };
  const agendas = referred.filter(isSlot).map(({ id }) => id);
  return { keys, agendas, identifiers: [...identifiers, ...firstIdentifier(resource.identifier)] };
}

const isSlot = ({ type }: ResourceKey): boolean => type === 'Slot';

/** As the rule of one appointment per identifier looks for it. */
function firstIdentifier(identifiers: unknown): IdentifierKey[] {
  if (!Array.isArray(identifiers)) return [];
  const { system = '', value = '' } = Object(identifiers[0]) as Record<string, unknown>;
  if (typeof system !== 'string' || typeof value !== 'string' || value === '') return [];
  return [{ type: 'Appointment', system, value: toPrefixedValue(system, value) }];
}
