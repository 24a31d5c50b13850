/** ValueSet -> its codes, as far as its definition can be computed here. https://hl7.org/fhir/R4/valueset.html#compositions */
import type {
  CodeSystem,
  CodeSystemConcept,
  ValueSet,
  ValueSetComposeInclude,
  ValueSetExpansionContains,
} from '@medplum/fhirtypes';
import type { CodeList } from './code-list.ts';
import type { CodeSet } from './code-set.ts';

/** What composing needs to look up. */
export interface CodeSources {
  codeSystem(canonical: string): CodeSystem | undefined;
  /** The codes of another value set; `version` is preferred when the canonical has none. */
  codes(canonical: string, version?: string): CodeSet | undefined;
}

/**
 * The codes of a value set: those of its expansion, else those its definition comes to. What cannot be computed (filters, code
 * systems and value sets that are not here, or here as a fragment) makes it an excerpt, of that system alone where it is named.
 */
export function toCodeList(source: ValueSet | CodeList, sources: CodeSources): CodeList {
  if (!('resourceType' in source)) return source;
  const { url = '', version, expansion } = source;
  const codes = expansion?.contains ? expanded(expansion.contains) : composed(source, sources);
  return { ...codes.toList(), url, ...(version ? { version } : {}) };
}

/** All codes of these concepts and of those inside them. */
export const codesOf = (concepts: readonly CodeSystemConcept[]): string[] =>
  concepts.flatMap(({ code = '', concept = [] }) => [code, ...codesOf(concept)]);

function expanded(contains: readonly ValueSetExpansionContains[]): Codes {
  const codes = new Codes();
  const collect = ({ system = '', code, abstract, contains: inner = [] }: ValueSetExpansionContains): void => {
    if (code && !abstract) codes.add(system, [code]);
    inner.forEach(collect);
  };
  contains.forEach(collect);
  return codes;
}

function composed({ compose, version }: ValueSet, sources: CodeSources): Codes {
  const included = (one: ValueSetComposeInclude) => collectInclude(one, sources, version);
  const codes = (compose?.include ?? []).map(included).reduce((all, one) => all.union(one), new Codes());
  if (!compose?.include?.length) codes.isOpen = true;
  return (compose?.exclude ?? []).map(included).reduce((all, one) => all.without(one), codes);
}

/** What the system gives and each of the value sets has. */
function collectInclude(include: ValueSetComposeInclude, sources: CodeSources, version: string | undefined): Codes {
  const sets = (include.valueSet ?? []).map((canonical) => Codes.of(sources.codes(canonical, version)));
  const parts = include.system ? [collectSystem(include, include.system, sources), ...sets] : sets;
  const [first, ...others] = parts;
  return first ? others.reduce((all, one) => all.intersection(one), first) : Codes.of(undefined);
}

function collectSystem({ concept, filter }: ValueSetComposeInclude, system: string, sources: CodeSources): Codes {
  const codes = new Codes();
  const known = sources.codeSystem(system);
  if (concept) codes.add(system, codesOf(concept));
  else if (!known?.concept || filter) codes.addPart(system);
  else codes.add(system, codesOf(known.concept));
  if (!concept && known?.content !== 'complete') codes.addPart(system);
  return codes;
}

/** Codes by system, while they are being put together. */
class Codes {
  readonly #systems = new Map<string, Set<string>>();
  /** Systems that have more codes than are known here. */
  readonly #parts = new Set<string>();
  /** True when codes of any system may belong. */
  isOpen = false;

  /** The codes of a value set; of one that is unknown, nothing for certain and everything perhaps. */
  static of(set: CodeSet | undefined): Codes {
    const codes = new Codes();
    if (!set) codes.isOpen = true;
    else {
      const { systems, parts = [], isExcerpt = false } = set.toList();
      for (const [system, own] of Object.entries(systems)) codes.add(system, own);
      for (const system of parts) codes.addPart(system);
      codes.isOpen = isExcerpt;
    }
    return codes;
  }

  add(system: string, codes: Iterable<string>): void {
    const known = this.#systems.get(system) ?? new Set();
    for (const code of codes) known.add(code);
    this.#systems.set(system, known);
  }

  /** Says that not all codes of a system are known. */
  addPart(system: string): void {
    this.add(system, []);
    this.#parts.add(system);
  }

  union(other: Codes): Codes {
    for (const [system, codes] of other.#systems) this.add(system, codes);
    for (const system of other.#parts) this.#parts.add(system);
    this.isOpen ||= other.isOpen;
    return this;
  }

  /** What both have; what one has and the other may have, is possible. */
  intersection(other: Codes): Codes {
    const both = new Codes();
    both.isOpen = this.isOpen && other.isOpen;
    for (const [one, another] of [
      [this, other],
      [other, this],
    ] as const)
      for (const [system, codes] of one.#systems) {
        const isPossible = another.#mayHaveMore(system);
        if (another.#systems.has(system)) both.add(system, another.#listed(system, codes));
        if (isPossible && (codes.size > 0 || one.#mayHaveMore(system))) both.addPart(system);
      }
    return both;
  }

  /** What the other has not; what it may have, is doubtful: then the list proves nothing of codes that it lacks. */
  without(other: Codes): Codes {
    const rest = new Codes();
    rest.isOpen = this.isOpen;
    for (const [system, codes] of this.#systems) {
      const gone = new Set(other.#listed(system, codes));
      rest.add(
        system,
        [...codes].filter((code) => !gone.has(code)),
      );
      if (this.#parts.has(system) || other.#mayHaveMore(system)) rest.addPart(system);
    }
    return rest;
  }

  toList(): Omit<CodeList, 'url'> {
    const systems = Object.fromEntries([...this.#systems].map(([system, codes]) => [system, [...codes]]));
    return {
      systems,
      ...(this.#parts.size > 0 ? { parts: [...this.#parts] } : {}),
      ...(this.isOpen ? { isExcerpt: true } : {}),
    };
  }

  #mayHaveMore(system: string): boolean {
    return this.isOpen || this.#parts.has(system);
  }

  /** Those of the codes that are known to belong. */
  #listed(system: string, codes: Iterable<string>): string[] {
    const known = this.#systems.get(system);
    return [...codes].filter((code) => known?.has(code));
  }
}
