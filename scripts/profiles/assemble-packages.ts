/**
 * Puts together the package cache that SUSHI wants, without a FHIR registry: hl7.fhir.r4.core has no npm package, but
 * hl7.fhir.r4.examples (CC0) holds every definition of it. https://confluence.hl7.org/display/FHIR/FHIR+Package+Cache
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexOf } from './package-index.ts';
import { type Project, packageName, profilesFolder } from './projects.ts';

interface Definition {
  readonly resourceType: string;
  readonly id: string;
  readonly url?: string;
  readonly snapshot?: unknown;
  readonly [element: string]: unknown;
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly definitions: readonly Definition[];
}

const conformanceTypes = new Set([
  'StructureDefinition',
  'ValueSet',
  'CodeSystem',
  'SearchParameter',
  'OperationDefinition',
  'CapabilityStatement',
  'CompartmentDefinition',
]);

/** SUSHI fetches the latest of these by itself unless a cache holds them: empty stand-ins keep the build offline. */
const standIns = ['hl7.fhir.uv.tools.r4', 'hl7.terminology.r4', 'hl7.fhir.uv.extensions.r4'];

/** Fills `home` with a package cache that serves `project`; the core package is assembled once and linked. */
export function assemblePackages(home: string, project: Project): void {
  const cache = join(home, '.fhir', 'packages');
  mkdirSync(cache, { recursive: true });
  symlinkSync(assembleCore(), join(cache, 'hl7.fhir.r4.core#4.0.1'), 'junction');
  for (const name of standIns) writePackage(join(cache, `${name}#0.0.0`), { name, version: '0.0.0', definitions: [] });
  if (!project.changes) return;
  const { version, generated } = project.changes;
  writePackage(join(cache, `${packageName}#${version}`), {
    name: packageName,
    version,
    definitions: readDefinitions(generated),
  });
}

/** The folder of the assembled core package, made on first use beside the installed tools. */
function assembleCore(): string {
  const folder = join(profilesFolder, 'node_modules', '.hl7.fhir.r4.core');
  if (existsSync(folder)) return folder;
  const examples = readDefinitions(join(profilesFolder, 'node_modules', 'hl7.fhir.r4.examples'));
  const unfinished = `${folder}.${process.pid}`;
  writePackage(unfinished, { name: 'hl7.fhir.r4.core', version: '4.0.1', definitions: examples.filter(isCore) });
  renameSync(unfinished, folder);
  return folder;
}

const isCore = ({ resourceType, url, snapshot }: Definition): boolean =>
  conformanceTypes.has(resourceType) &&
  /^http:\/\/(hl7\.org\/fhir|terminology\.hl7\.org)\//.test(url ?? '') &&
  (resourceType !== 'StructureDefinition' || snapshot !== undefined);

/** Every JSON file of the folder that holds a resource; a few files of the npm package are no JSON and are passed over. */
function readDefinitions(folder: string): readonly Definition[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'package.json');
  return names.sort().flatMap((name) => {
    try {
      const { text: _, ...definition } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return definition.resourceType ? [definition as Definition] : [];
    } catch {
      return [];
    }
  });
}

function writePackage(folder: string, { name, version, definitions }: Package): void {
  const inside = join(folder, 'package');
  mkdirSync(inside, { recursive: true });
  const packaged = definitions.map((resource) => ({
    filename: `${resource.resourceType}-${resource.id}.json`,
    resource,
  }));
  for (const { filename, resource } of packaged) writeFileSync(join(inside, filename), JSON.stringify(resource));
  writeFileSync(join(inside, '.index.json'), JSON.stringify(indexOf(packaged)));
  const canonical = 'http://hl7.org/fhir';
  writeFileSync(join(inside, 'package.json'), JSON.stringify({ name, version, canonical, fhirVersions: ['4.0.1'] }));
}
