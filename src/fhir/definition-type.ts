/** The types of definitions that this server publishes. https://hl7.org/fhir/R4/resourcelist.html (Conformance, Terminology) */
export const definitionTypes = [
  'CapabilityStatement',
  'CodeSystem',
  'SearchParameter',
  'StructureDefinition',
  'ValueSet',
] as const;

export type DefinitionType = (typeof definitionTypes)[number];

const known: ReadonlySet<string> = new Set(definitionTypes);

/** Whether definitions of the type that `name` says are published here. */
export const isDefinitionType = (name: string): name is DefinitionType => known.has(name);

/** What a definition is found by. */
export interface DefinitionSummary {
  readonly type: DefinitionType;
  readonly id: string;
  readonly url: string;
  readonly version: string;
  readonly name: string;
}

/** The definitions that this server publishes. */
export interface DefinitionCatalog {
  /** All of a type, by id. */
  list(type: DefinitionType): readonly DefinitionSummary[];
  /** The definition as JSON text, its `id` that of the summary. */
  readText(summary: DefinitionSummary): Promise<string>;
}
