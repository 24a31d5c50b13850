import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const command = join(import.meta.dirname, '../../../bin/sas.cjs');

describe('the installed command', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sas-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs it with `--version` on a Node that says it is `nodeVersion`. */
  function runOn(nodeVersion: string) {
    const disguise = join(folder, `as-${nodeVersion}.cjs`);
    const versions = JSON.stringify({ ...process.versions, node: nodeVersion });
    writeFileSync(disguise, `Object.defineProperty(process, 'versions', { value: ${versions} });`);
    return spawnSync(process.execPath, ['--require', disguise, command, '--version'], { encoding: 'utf8' });
  }

  it('says in one sentence that a Node is too old', () => {
    const { status, stdout, stderr } = runOn('18.20.8');
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'sas needs Node.js 20 or later; this is 18.20.8.\n',
    });
  });

  it.each(['20.20.2', process.versions.node])('runs on Node %s', (nodeVersion) => {
    expect(runOn(nodeVersion)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
  });
});
