/** Reads a FHIR package: a gzipped tar of JSON resources. https://confluence.hl7.org/display/FHIR/NPM+Package+Specification */
import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { DefinitionResource } from '../fhir/profile/definitions.ts';

/** What a package defines. */
export interface FhirPackage {
  /** What a validator works from; profiles that have no snapshot are not among them. */
  readonly definitions: readonly DefinitionResource[];
  /** Canonicals of the profiles that cannot be used, for they have no snapshot. */
  readonly withoutSnapshot: readonly string[];
}

/** The package in this archive. Throws an Error with one sentence when it cannot be read or is none. */
export async function readPackage(path: string): Promise<FhirPackage> {
  const resources: DefinitionResource[] = [];
  const tar = extract();
  const reading = (async () => {
    for await (const entry of tar) {
      const content = await text(entry);
      if (/^package\/[^/]+\.json$/.test(entry.header.name)) resources.push(JSON.parse(content));
    }
  })();
  try {
    await Promise.all([pipeline(createReadStream(path), createGunzip(), tar), reading]);
  } catch (error) {
    throw new Error(`${path} is no FHIR package that can be read: ${(error as Error).message}`, { cause: error });
  }
  const structures = resources.filter((one) => one.resourceType === 'StructureDefinition');
  const unusable = new Set<DefinitionResource>(structures.filter(({ snapshot }) => !snapshot?.element?.length));
  return {
    definitions: resources.filter((one) => isDefinition(one) && !unusable.has(one)),
    withoutSnapshot: [...unusable].map(({ url = '' }) => url),
  };
}

const isDefinition = ({ resourceType }: DefinitionResource): boolean =>
  resourceType === 'StructureDefinition' || resourceType === 'ValueSet' || resourceType === 'CodeSystem';
