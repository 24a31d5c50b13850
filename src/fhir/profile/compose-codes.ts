/** ValueSet -> its codes, as far as its definition can be computed here. https://hl7.org/fhir/R4/valueset.html#compositions */
import type {
  CodeSystem,
  CodeSystemConcept,
  ValueSet,
  ValueSetComposeInclude,
  ValueSetExpansionContains,
} from '@medplum/fhirtypes';
import type { CodeList } from './code-list.ts';

/** What composing needs to look up. */
export interface CodeSources {
  codeSystem(canonical: string): CodeSystem | undefined;
}

type Systems = Record<string, string[]>;

/**
 * The codes of a value set: those of its expansion, else those its definition names. What cannot be computed (filters, code
 * systems that are not here, or here as a fragment) makes it an excerpt: absence of a code then proves nothing.
 */
export function toCodeList(source: ValueSet | CodeList, sources: CodeSources): CodeList {
  if (!('resourceType' in source)) return source;
  const systems: Systems = {};
  const isWhole = source.expansion?.contains
    ? collectExpansion(source.expansion.contains, systems)
    : collectCompose(source, systems, sources);
  const { url = '', version } = source;
  return { url, ...(version ? { version } : {}), systems, isExcerpt: !isWhole };
}

function collectExpansion(contains: readonly ValueSetExpansionContains[], systems: Systems): boolean {
  for (const { system = '', code, abstract, contains: inner } of contains) {
    if (code && !abstract) put(systems, system, [code]);
    if (inner) collectExpansion(inner, systems);
  }
  return true;
}

function collectCompose(valueSet: ValueSet, systems: Systems, sources: CodeSources): boolean {
  const includes = valueSet.compose?.include ?? [];
  const excluded = valueSet.compose?.exclude ?? [];
  const isWhole = includes.map((include) => collectInclude(include, systems, sources)).every(Boolean);
  for (const { system = '', concept } of excluded) {
    const gone = new Set((concept ?? []).map(({ code }) => code));
    systems[system] = (systems[system] ?? []).filter((code) => !gone.has(code));
  }
  return isWhole && includes.length > 0;
}

/** True when all that the include names is collected. */
function collectInclude(include: ValueSetComposeInclude, systems: Systems, sources: CodeSources): boolean {
  const { system, concept, filter, valueSet } = include;
  if (!system || valueSet) return false;
  if (concept) {
    put(
      systems,
      system,
      concept.map(({ code = '' }) => code),
    );
    return true;
  }
  const known = sources.codeSystem(system);
  if (!known?.concept || filter) {
    put(systems, system, []);
    return false;
  }
  put(systems, system, codesOf(known.concept));
  return known.content === 'complete';
}

/** All codes of these concepts and of those inside them. */
export const codesOf = (concepts: readonly CodeSystemConcept[]): string[] =>
  concepts.flatMap(({ code = '', concept = [] }) => [code, ...codesOf(concept)]);

function put(systems: Systems, system: string, codes: readonly string[]): void {
  systems[system] = [...(systems[system] ?? []), ...codes];
}
