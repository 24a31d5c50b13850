import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Command } from 'commander';
import { buildProgram, runProgram } from '../../../src/cli/program.ts';
import { settings } from '../../../src/config.ts';
import { version } from '../../../src/version.ts';

/** What a run of `sas` printed and its exit code. */
async function sas(argv: string[], program: Command = buildProgram()) {
  const printed: string[] = [];
  const record = (text: string) => printed.push(text) > 0;
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: record, writeErr: record });
  const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => record(String(text)));
  const code = await runProgram(argv, program);
  stderr.mockRestore();
  return { code, text: printed.join('') };
}

describe('the sas command', () => {
  it('tells its version', async () => {
    expect(await sas(['--version'])).toEqual({ code: 0, text: `${version}\n` });
  });

  it.each([['--help'], ['serve', '--help'], ['help'], ['help', 'serve']])(
    'helps, exit codes included: %s %s',
    async (...argv) => {
      const { code, text } = await sas(argv);
      expect(code).toBe(0);
      expect(text).toContain('Usage: sas');
      expect(text).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /);
    },
  );

  it.each([
    [],
    ['frobnicate'],
    ['--frobnicate'],
    ['serve', '--frobnicate'],
    ['serve', 'frobnicate'],
    ['serve', '--port'],
  ])('exits 2 on a command line that is wrong: %j', async (...argv) => {
    expect((await sas(argv.flat())).code).toBe(2);
  });

  it('exits 1 and tells the message alone when a job fails', async () => {
    const failing = new Command('fail').action(() => {
      throw new Error('the file is damaged');
    });
    expect(await sas(['fail'], buildProgram().addCommand(failing))).toEqual({
      code: 1,
      text: 'sas: the file is damaged\n',
    });
  });

  it('names every setting in the help of serve', async () => {
    const { text } = await sas(['serve', '--help']);
    for (const { name, flag } of Object.values(settings)) {
      expect(text).toContain(flag);
      expect(text).toContain(`[${name}`);
    }
  });

  it('listens to the output for good when it has the process to itself alone: many runs leave nothing behind', async () => {
    const listening = () => process.stdout.listenerCount('error');
    const before = listening();
    for (const argv of [['--version'], ['frobnicate']]) await sas(argv);
    expect(listening()).toBe(before);
  });

  it('refuses wrong settings before it opens anything, options before variables', async () => {
    const { code, text } = await sas(['serve', '--port', 'many', '--demo', 'never']);
    expect(code).toBe(1);
    expect(text).toContain('PORT=many');
    expect(text).toContain('SAS_DEMO=never');
  });
});

describe('a URI with a password where none belongs', () => {
  const uri = 'mongodb://sas:s3cr3t@a/sas';

  it.each([
    ['doctor', uri],
    ['store', uri],
    ['store', 'check', uri],
    [uri],
    ['serve', uri],
    ['serve', `--mongodb-url=${uri}`],
    ['serve', '--port', '0', `--${uri}`],
    ['purge', '--before', uri],
    ['import', '--format', uri, 'a.ndjson'],
  ])('is not repeated when the command line is refused: %j', async (...argv) => {
    const { code, text } = await sas(argv.flat());
    expect(code).toBe(2);
    expect(text).toMatch(/^error: /);
    expect(text).not.toContain('s3cr3t');
  });

  it.each([
    ['validate', uri],
    ['serve', '--base-url', uri],
    ['import', '--validation', uri, 'a.ndjson'],
  ])('is not repeated when a job fails: %j', async (...argv) => {
    const { code, text } = await sas(argv.flat());
    expect(code).toBe(1);
    expect(text).toMatch(/^sas: /);
    expect(text).not.toContain('s3cr3t');
  });

  it('is not repeated in the stack that DEBUG asks for', async () => {
    const failing = new Command('fail').action(() => {
      throw new Error(`no ${uri}`);
    });
    process.env.DEBUG = '1';
    const { text } = await sas(['fail'], buildProgram().addCommand(failing));
    delete process.env.DEBUG;
    expect(text).toMatch(/^sas: Error: no mongodb:\/\/\*\*\*@a\/sas\n +at /);
  });

  describe('as the folder of the data or as a file', () => {
    const before = { folder: process.cwd(), dataDir: process.env.SAS_DATA_DIR };
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'sas-program-'));
      process.chdir(folder);
    });
    afterEach(() => {
      process.chdir(before.folder);
      if (before.dataDir === undefined) delete process.env.SAS_DATA_DIR;
      else process.env.SAS_DATA_DIR = before.dataDir;
      rmSync(folder, { recursive: true });
    });

    const noFolder = 'SAS_DATA_DIR=*** is a URI, no folder: a base in MongoDB is named by MONGODB_URI\n';

    it.each(['doctor', 'demo', 'serve'])(
      'is refused and makes no folder, as option and as variable: %s',
      async (command) => {
        const asOption = await sas([command, '--data-dir', uri]);
        process.env.SAS_DATA_DIR = uri;
        for (const { code, text } of [asOption, await sas([command])]) {
          expect(code).toBe(1);
          expect(text).toMatch(/^sas: /);
          expect(text.endsWith(noFolder)).toBe(true);
        }
        expect(readdirSync(folder)).toEqual([]);
      },
    );

    it('is refused as a file to import, in one sentence', async () => {
      expect(await sas(['import', uri])).toEqual({
        code: 1,
        text: 'sas: an import reads files, no URI: the MongoDB base that it writes to is named by MONGODB_URI\n',
      });
    });
  });
});
