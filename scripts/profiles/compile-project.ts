/** Compiles one FSH project with SUSHI, offline, to the files that are committed beside the source. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblePackages } from './assemble-packages.ts';
import { type Project, profilesFolder } from './projects.ts';
import { trimResource } from './trim-resource.ts';

/** File name relative to the generated folder -> its text. */
export type Compiled = ReadonlyMap<string, string>;

const published = new Set(['StructureDefinition', 'ValueSet', 'CodeSystem', 'SearchParameter', 'CapabilityStatement']);

/** Returns the project's compiled files. Throws with SUSHI's own report when it has an error or a warning. */
export function compileProject(project: Project): Compiled {
  installTools();
  const work = mkdtempSync(join(tmpdir(), 'sas-profiles-'));
  try {
    const home = join(work, 'home');
    assemblePackages(home, project);
    runSushi(project, home, join(work, 'out'));
    return readResources(join(work, 'out', 'fsh-generated', 'resources'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function installTools(): void {
  if (existsSync(join(profilesFolder, 'node_modules', 'fsh-sushi'))) return;
  console.log('Installing SUSHI and the R4 definitions (once) …');
  execFileSync('npm', ['ci', '--loglevel=error'], {
    cwd: profilesFolder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}

function runSushi(project: Project, home: string, out: string): void {
  const sushi = join(profilesFolder, 'node_modules', 'fsh-sushi', 'dist', 'app.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [sushi, 'build', project.folder, '--snapshot', '--out', out],
    // No registry is ever asked: a package that the cache lacks is an error, not a download.
    {
      encoding: 'utf8',
      env: { ...process.env, HOME: home, USERPROFILE: home, FPL_REGISTRY: 'http://127.0.0.1:9' },
    },
  );
  if (status !== 0 || /^(warn|error) /m.test(stdout)) {
    throw new Error(`SUSHI does not accept profiles/${project.version}:\n${stdout}${stderr}`);
  }
}

function readResources(folder: string): Compiled {
  const files = readdirSync(folder)
    .sort()
    .map((name): [string, string] => {
      const resource = trimResource(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      const place = published.has(resource.resourceType) ? name : `examples/${name}`;
      return [place, `${JSON.stringify(resource, null, 1)}\n`];
    });
  return new Map(files);
}
