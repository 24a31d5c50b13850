/**
 * The definitions a validator works from: profiles and value sets by canonical URL, several versions side by side.
 * https://hl7.org/fhir/R4/references.html#canonical
 */
import type { CodeSystem, StructureDefinition, ValueSet } from '@medplum/fhirtypes';
import type { CodeList } from './code-list.ts';
import { CodeSet } from './code-set.ts';
import { compileProfile } from './compile-profile.ts';
import { codesOf, toCodeList } from './compose-codes.ts';
import type { Profile } from './element-node.ts';

export type DefinitionResource = StructureDefinition | ValueSet | CodeSystem;

const BASE = 'http://hl7.org/fhir/StructureDefinition/';

/** Definitions in memory. Adding is cheap; a profile or a value set is compiled when it is first asked for. */
export class Definitions {
  readonly #structures = new Versions<StructureDefinition, Profile>(compileProfile);
  readonly #codes = new Versions<ValueSet | CodeList, CodeSet>((one) => new CodeSet(toCodeList(one, this)));
  readonly #systems = new Versions<CodeSystem, CodeSystem>((one) => one);
  readonly #wholeSystems = new Versions<CodeSystem, ReadonlySet<string>>(
    ({ concept = [] }) => new Set(codesOf(concept)),
  );
  readonly #defaults: readonly string[];

  /** `defaultVersions`: what a canonical without version means, in order of preference. */
  constructor(defaultVersions: readonly string[] = []) {
    this.#defaults = defaultVersions;
  }

  /** Adds one resource; other resource types are left aside. The last one added wins among equal versions. */
  add(resource: DefinitionResource): void {
    if (resource.resourceType === 'StructureDefinition') this.#structures.add(resource);
    else if (resource.resourceType === 'ValueSet' && resource.url) this.#codes.add({ ...resource, url: resource.url });
    else if (resource.resourceType === 'CodeSystem' && resource.url) this.#addSystem(resource);
  }

  addCodeList(list: CodeList): void {
    this.#codes.add(list);
  }

  #addSystem(system: CodeSystem): void {
    this.#systems.add(system);
    if (system.content === 'complete' && system.concept) this.#wholeSystems.add(system);
  }

  /** The profile a canonical (`url` or `url|version`) names; undefined when unknown. `version` is preferred when none is said. */
  profile(canonical: string, version?: string): Profile | undefined {
    return this.#structures.find(canonical, this.#preferences(version));
  }

  /** The base definition of a type: `Slot`, `Identifier`, `string`. */
  baseType(type: string): Profile | undefined {
    return this.profile(BASE + type);
  }

  /** The codes of a value set; undefined when unknown. A version that is not here gives way to the one that is. */
  codes(canonical: string, version?: string): CodeSet | undefined {
    const preferred = this.#preferences(version);
    return this.#codes.find(canonical, preferred) ?? this.#codes.find(canonical.split('|')[0] ?? '', preferred);
  }

  /** The codes of a code system when all of them are here; undefined when it is unknown or only a part is. */
  wholeSystem(url: string): ReadonlySet<string> | undefined {
    return this.#wholeSystems.find(url, this.#defaults);
  }

  codeSystem(canonical: string): CodeSystem | undefined {
    return (
      this.#systems.find(canonical, this.#defaults) ?? this.#systems.find(canonical.split('|')[0] ?? '', this.#defaults)
    );
  }

  #preferences(version: string | undefined): readonly string[] {
    if (version === undefined || version === this.#defaults[0]) return this.#defaults;
    return [version, ...this.#defaults];
  }
}

/** Most canonicals and versions remembered: documents and callers may name any number that do not exist. */
const MAX_REMEMBERED = 10_000;
export const MAX_VERSIONS = 20;

/** Sources by URL and version, each compiled once, on demand. */
class Versions<Source extends { url?: string; version?: string }, Compiled> {
  readonly #sources = new Map<string, Map<string, Source>>();
  readonly #compiled = new Map<Source, Compiled>();
  readonly #compiling = new Set<Source>();
  /** By preferred version, then canonical; what was not found is remembered too. */
  readonly #found = new Map<string, Map<string, Compiled | undefined>>();
  readonly #compile: (source: Source) => Compiled;

  constructor(compile: (source: Source) => Compiled) {
    this.#compile = compile;
  }

  add(source: Source): void {
    const url = source.url ?? '';
    const versions = this.#sources.get(url) ?? new Map<string, Source>();
    versions.set(source.version ?? '', source);
    this.#sources.set(url, versions);
    this.#found.clear();
  }

  find(canonical: string, preferred: readonly string[]): Compiled | undefined {
    const first = preferred[0] ?? '';
    if (this.#found.size > MAX_VERSIONS) this.#found.clear();
    const found = this.#found.get(first) ?? new Map<string, Compiled | undefined>();
    this.#found.set(first, found);
    const known = found.get(canonical);
    if (known !== undefined || found.has(canonical)) return known;
    const source = this.#choose(canonical, preferred);
    if (source && this.#compiling.has(source)) return undefined; // it takes in itself
    const compiled = source && (this.#compiled.get(source) ?? this.#compileOnce(source));
    if (compiled || found.size < MAX_REMEMBERED) found.set(canonical, compiled);
    return compiled;
  }

  #compileOnce(source: Source): Compiled {
    this.#compiling.add(source);
    try {
      const compiled = this.#compile(source);
      this.#compiled.set(source, compiled);
      return compiled;
    } finally {
      this.#compiling.delete(source);
    }
  }

  #choose(canonical: string, preferred: readonly string[]): Source | undefined {
    const [url = '', version] = canonical.split('|');
    const versions = this.#sources.get(url);
    if (version !== undefined) return versions?.get(version);
    const wanted = preferred.find((one) => versions?.has(one));
    return wanted === undefined ? versions?.values().toArray().at(-1) : versions?.get(wanted);
  }
}
