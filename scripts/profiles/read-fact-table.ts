/** The facts of every conformance resource in a folder of JSON files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FactTable } from './fact-table.ts';
import { type Conformance, toFacts } from './facts.ts';

/** Returns the facts of the folder's StructureDefinitions, ValueSets, SearchParameters and CapabilityStatements. */
export function readFactTable(folder: string): FactTable {
  const names = readdirSync(folder).filter((name) =>
    /^(StructureDefinition|ValueSet|SearchParameter|CapabilityStatement)-.*\.json$/.test(name),
  );
  return new Map(
    names.map((name) => {
      const resource = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Conformance;
      return [resource.url, toFacts(resource)];
    }),
  );
}
