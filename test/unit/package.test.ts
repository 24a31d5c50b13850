/** What is published, and what the image is built of. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

interface PackedFile {
  readonly path: string;
  readonly mode: number;
}

/** The files of the package, but for what is built of `src`. */
function packedFiles(): readonly PackedFile[] {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  });
  return JSON.parse(stdout)[0].files;
}

const linesOf = (name: string): string[] => readFileSync(join(root, name), 'utf8').split('\n').filter(Boolean);

describe('the package', () => {
  const files = packedFiles();

  it('holds every definition and every profile that the program reads', () => {
    const read = globSync('{definitions,profiles/*/generated}/**/*.json', { cwd: root });
    expect(read.length).toBeGreaterThan(100);
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(read));
  });

  it('has a command that may be run where it is unpacked, without npm', () => {
    expect(files.find(({ path }) => path === 'bin/sas.cjs')!.mode & 0o111).toBe(0o111);
  });
});

describe('the build of the image', () => {
  it('is not sent what git does not keep', () => {
    const isRooted = (line: string) => line.startsWith('/');
    const toDockers = (line: string) => (isRooted(line) ? '' : '**/') + line.replace(/^\/|\/$/g, '');
    expect(linesOf('.dockerignore')).toEqual(expect.arrayContaining(linesOf('.gitignore').map(toDockers)));
  });
});
