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
