/** The codes of value sets, told and checked. https://hl7.org/fhir/R4/terminology-service.html */
import type { CodeSystemConcept, ValueSetExpansion, ValueSetExpansionContains } from '@medplum/fhirtypes';
import type { CodeSet } from './profile/code-set.ts';
import type { Definitions } from './profile/definitions.ts';

/** A code with its system. */
export interface SystemCode {
  readonly system: string;
  readonly code: string;
  readonly display?: string | undefined;
}

/** Whether a code is in a value set. `message`: why not, or what is doubtful. */
export interface CodeVerdict {
  readonly result: boolean;
  readonly message?: string;
  readonly display?: string;
}

/**
 * Judges a code. One that an excerpt does not list may be right: as in validation that is no error, and the message says so.
 * A display that is not the code's own makes the result false.
 */
export function judgeCode(definitions: Definitions, set: CodeSet, { system, code, display }: SystemCode): CodeVerdict {
  const membership = set.judgeCoding(system, code);
  const own = findDisplay(definitions, { system, code });
  const told = own === undefined ? {} : { display: own };
  if (membership === 'out') return { result: false, message: `${system}|${code} is not in ${set.url}`, ...told };
  if (display !== undefined && own !== undefined && display.toLowerCase() !== own.toLowerCase()) {
    return { result: false, message: `The display of ${system}|${code} is "${own}", not "${display}"`, ...told };
  }
  if (membership === 'in') return { result: true, ...told };
  const message = `Only an excerpt of ${set.url} is here, and it does not list ${system}|${code}: it could not be checked`;
  return { result: true, message, ...told };
}

export interface ExpandOptions {
  /** Text that code or display must hold, whatever the case. */
  readonly filter?: string | undefined;
  readonly offset: number;
  /** Absent: all. */
  readonly count?: number | undefined;
}

/** Marks an expansion that more codes belong to than are listed. http://hl7.org/fhir/R4/extension-valueset-unclosed.html */
const unclosed = { url: 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed', valueBoolean: true };

/** The codes that match, a page of them; `total` counts all that match. */
export function expand(
  definitions: Definitions,
  set: CodeSet,
  { filter = '', offset, count }: ExpandOptions,
): Omit<ValueSetExpansion, 'timestamp'> {
  const wanted = filter.toLowerCase();
  const all = [...set.list()]
    .map(({ system, code }) => toContains(system, code, findDisplay(definitions, { system, code })))
    .filter(({ code = '', display = '' }) => `${code}\n${display}`.toLowerCase().includes(wanted));
  const page = all.slice(offset, count === undefined ? undefined : offset + count);
  return {
    ...(set.isExcerpt ? { extension: [unclosed] } : {}),
    total: all.length,
    offset,
    ...(page.length > 0 ? { contains: page } : {}),
  };
}

const toContains = (system: string, code: string, display: string | undefined): ValueSetExpansionContains => ({
  system,
  code,
  ...(display === undefined ? {} : { display }),
});

/** The code's display in its system, where that is known. */
export const findDisplay = (definitions: Definitions, { system, code }: SystemCode): string | undefined =>
  findConcept(definitions.codeSystem(system)?.concept ?? [], code)?.display;

function findConcept(concepts: readonly CodeSystemConcept[], code: string): CodeSystemConcept | undefined {
  for (const one of concepts) {
    const found = one.code === code ? one : findConcept(one.concept ?? [], code);
    if (found) return found;
  }
  return undefined;
}
