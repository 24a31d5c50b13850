/** The files to judge: what the project publishes, what is given on the command line, and the corpus beside the repository. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface JudgedFile {
  readonly file: string;
  /** Canonical to validate against; without one, what the resource claims. */
  readonly profile?: string;
  readonly isOurs: boolean;
}

/** All cases, in the order in which they are told. `sent`: files and folders of resources that the server sends. */
export function collectCases(repository: string, shared: string, sent: readonly string[]): JudgedFile[] {
  return [
    ...ofVersion(repository, '1.1.0'),
    ...ofVersion(repository, '1.2.0'),
    ...resourcesIn(join(repository, 'examples')).map((file) => ({ file, isOurs: true })),
    ...sent.flatMap((path) => resourcesIn(resolve(path))).map((file) => ({ file, isOurs: true })),
    ...corpus(join(shared, 'corpus')),
  ];
}

/** The published examples of one version of the guide, each against the profile it claims in that version. */
function ofVersion(repository: string, version: string): JudgedFile[] {
  return resourcesIn(join(repository, 'profiles', version, 'generated/examples')).map((file) => {
    const [claimed = ''] = JSON.parse(readFileSync(file, 'utf8')).meta?.profile ?? [];
    return { file, isOurs: true, ...(claimed ? { profile: `${claimed.split('|')[0]}|${version}` } : {}) };
  });
}

function corpus(folder: string): JudgedFile[] {
  const index = join(folder, 'index.json');
  if (!existsSync(index)) return [];
  const cases: { file: string; profile: string }[] = JSON.parse(readFileSync(index, 'utf8'));
  return cases.map(({ file, profile }) => ({ file: join(folder, file), profile, isOurs: false }));
}

/** The JSON files under a path that hold a resource. */
function resourcesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return files
    .sort()
    .map((name) => join(path, name))
    .filter((file) => 'resourceType' in JSON.parse(readFileSync(file, 'utf8')));
}
