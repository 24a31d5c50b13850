/**
 * Makes a FHIR package of a project: an npm archive with an index, which FHIR tools install.
 * https://confluence.hl7.org/display/FHIR/NPM+Package+Specification
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexOf } from './package-index.ts';
import { type Project, packageName } from './projects.ts';

/** File name -> text. */
type Files = ReadonlyMap<string, string>;

/**
 * Writes the package to the folder `target` and returns the archive's path. A project that changes an older one makes a
 * complete package: what it leaves as it is comes from the older one.
 */
export function packProject(project: Project, target: string): string {
  mkdirSync(target, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'sas-package-'));
  try {
    stage(work, gather(project, '.'));
    stage(join(work, 'example'), gather(project, 'examples'));
    writeFileSync(join(work, 'package.json'), `${JSON.stringify(manifestOf(project), null, 2)}\n`);
    execFileSync('npm', ['pack', '--silent', '--pack-destination', target], {
      cwd: work,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32',
    });
    return join(target, `${packageName}-${project.version}.tgz`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The files of one folder of the project, over those of the older project that it changes. */
function gather(project: Project, folder: string): Files {
  const kept = project.changes ? gather(project.changes, folder) : new Map<string, string>();
  const names = readdirSync(join(project.generated, folder)).sort();
  const own = names.filter((name) => name.endsWith('.json'));
  return new Map([
    ...kept,
    ...own.map((name) => [name, readFileSync(join(project.generated, folder, name), 'utf8')] as const),
  ]);
}

function stage(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const packaged = [...files].map(([filename, text]) => ({ filename, resource: JSON.parse(text) }));
  writeFileSync(join(folder, '.index.json'), JSON.stringify(indexOf(packaged), null, 1));
}

const manifestOf = ({ version }: Project) => ({
  name: packageName,
  version,
  type: 'IG',
  license: 'Apache-2.0',
  canonical: 'https://interop.esante.gouv.fr/ig/fhir/sas',
  title: "Profils du Service d'Accès aux Soins",
  description: `The profiles of the SAS guide ${version} and the part of FR Core that they rest on, as SAS interop writes them.`,
  author: 'SAS interop',
  fhirVersions: ['4.0.1'],
  dependencies: { 'hl7.fhir.r4.core': '4.0.1' },
  jurisdiction: 'urn:iso:std:iso:3166#FR',
  files: ['*.json', '.index.json', 'example'],
});
