/** The facts of every conformance resource in a folder of JSON files, or in a FHIR package. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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

/** Returns the facts of a FHIR package (`.tgz`). Throws when it cannot be unpacked. */
export function readPackageFacts(archive: string): FactTable {
  const work = mkdtempSync(join(tmpdir(), 'sas-facts-'));
  try {
    execFileSync('tar', ['-xzf', resolve(archive), '-C', work]);
    return readFactTable(join(work, 'package'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
