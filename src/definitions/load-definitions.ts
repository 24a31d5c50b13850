/** Reads definitions from the disk, for the kernel's validator: R4's own and FHIR packages as folders. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeSystem, StructureDefinition } from '@medplum/fhirtypes';
import type { CodeList } from '../fhir/profile/code-list.ts';
import { type DefinitionResource, Definitions } from '../fhir/profile/definitions.ts';

const root = join(import.meta.dirname, '../..');

export interface LoadOptions {
  /** Folders of JSON resources to add to R4: one resource a file. Default: the profiles of this project. */
  readonly folders?: readonly string[];
  /** What a canonical without version means. Default: 1.1.0. */
  readonly defaultVersion?: string;
}

/** R4's definitions and those of the folders, ready to validate against. Throws when a file is not there or is no JSON. */
export function loadDefinitions({
  folders = profileFolders(),
  defaultVersion = '1.1.0',
}: LoadOptions = {}): Definitions {
  const definitions = new Definitions([defaultVersion]);
  for (const structure of readJson<StructureDefinition[]>(join(root, 'definitions/r4/structure-definitions.json')))
    definitions.add(structure);
  for (const system of readJson<CodeSystem[]>(join(root, 'definitions/r4/code-systems.json'))) definitions.add(system);
  for (const list of readJson<CodeList[]>(join(root, 'definitions/r4/code-lists.json'))) definitions.addCodeList(list);
  for (const folder of folders) addFolder(definitions, folder);
  return definitions;
}

/** The versions of the guide whose profiles are here. */
export const guideVersions = ['1.1.0', '1.2.0'] as const;
export type GuideVersion = (typeof guideVersions)[number];

/** Where the profiles of a version of the guide are generated. */
export const profileFolder = (version: GuideVersion): string => join(root, 'profiles', version, 'generated');

const profileFolders = (): string[] => guideVersions.map(profileFolder);

const wanted = /^(StructureDefinition|ValueSet|CodeSystem)-.*\.json$/;

function addFolder(definitions: Definitions, folder: string): void {
  for (const name of readdirSync(folder).sort())
    if (wanted.test(name)) definitions.add(readJson<DefinitionResource>(join(folder, name)));
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8'));
}
