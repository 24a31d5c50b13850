/** Writes a group as it was forecast, if what was supposed holds. */
import { parseReference, type ResourceKey, toReference } from '../fhir/reference.ts';
import type { ReadyResource } from '../store/ready-resource.ts';
import type { PutReady, UnitOfWork } from '../store/unit-of-work.ts';
import type { Forecast } from './forecast.ts';
import type { Names } from './names.ts';
import { findNamed } from './references.ts';

/**
 * The unit of work answers whether it was written; where the forecast does not hold nothing is. `names`: what is called what in
 * the import. A slot that stands above in the import is in the base, and not new.
 */
export function writeForecast({ slots, identifiers, references }: Forecast, names: Names): UnitOfWork<boolean> {
  const targets = targetsOf(references, names);
  const isPlain = areDistinct(slots.map(toReference)) && areDistinct(identifiers.map((one) => JSON.stringify(one)));
  return {
    sees: { keys: [...slots, ...(targets ?? [])], identifiers },
    decide: (seen) => {
      const holds =
        isPlain &&
        targets?.every((key) => seen.version(key)?.json !== undefined) === true &&
        slots.every((key) => seen.version(key) === undefined) &&
        identifiers.every((one) => seen.identified(one).length === 0);
      return { changes: holds ? slots.map(toPut) : [], answer: () => holds };
    },
  };
}

const toPut = (ready: ReadyResource): PutReady => ({ kind: 'put-ready', method: 'PUT', ready });

const areDistinct = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;

/**
 * The resources of this server that must be in the base; undefined when one of the references leads elsewhere in this
 * import, or to a line that was refused.
 */
function targetsOf(references: readonly string[], names: Names): readonly ResourceKey[] | undefined {
  const targets: ResourceKey[] = [];
  for (const reference of references) {
    const named = findNamed(reference, names);
    if (named !== undefined && (named !== reference || names.isRefused(named))) return undefined;
    const key = parseReference(reference);
    if (key && named === undefined) targets.push(key);
  }
  return targets;
}
