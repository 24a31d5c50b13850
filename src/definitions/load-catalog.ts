/** The catalog of the definitions in profiles/: an index at first use, the texts read from the disk when they are asked for. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DefinitionCatalog,
  type DefinitionSummary,
  type DefinitionType,
  isDefinitionType,
} from '../fhir/definition-type.ts';
import { type GuideVersion, guideVersions, profileFolder } from './load-definitions.ts';

interface Entry extends DefinitionSummary {
  readonly path: string;
}

/**
 * The catalog. Where two versions of the guide define the same, the one of `defaultVersion` has the plain id and the other
 * `<id>-<version>`. Throws when a file is no JSON.
 */
export function loadCatalog(defaultVersion: GuideVersion = '1.1.0'): DefinitionCatalog {
  const versions = [...guideVersions].sort((a, b) => Number(b === defaultVersion) - Number(a === defaultVersion));
  const entries = new Map<string, Entry>();
  for (const version of versions) {
    for (const entry of readFolder(profileFolder(version))) {
      const key = `${entry.type}/${entry.id}`;
      const own = entries.has(key) ? { ...entry, id: `${entry.id}-${version}` } : entry;
      entries.set(`${own.type}/${own.id}`, own);
    }
  }
  const byType = Map.groupBy(entries.values(), ({ type }) => type);
  return {
    list: (type) => byType.get(type) ?? [],
    readText: async ({ type, id }) => {
      const entry = entries.get(`${type}/${id}`)!;
      return JSON.stringify({ ...JSON.parse(await readFile(entry.path, 'utf8')), id });
    },
  };
}

function readFolder(folder: string): Entry[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const type = file.split('-')[0] ?? '';
      return isDefinitionType(type) && file.endsWith('.json') ? [toEntry(type, join(folder, file))] : [];
    });
}

function toEntry(type: DefinitionType, path: string): Entry {
  const { id, url, version, name } = JSON.parse(readFileSync(path, 'utf8')) as Omit<DefinitionSummary, 'type'>;
  return { type, id, url, version, name, path };
}
