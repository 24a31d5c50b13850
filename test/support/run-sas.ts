import { jest } from '@jest/globals';
import { runProgram } from '../../src/cli/program.ts';

/** What a run of `sas` in this process printed, and its exit code. */
export async function runSas(...argv: string[]) {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += text;
      return true;
    }),
  );
  const code = await runProgram(argv);
  for (const spy of spies) spy.mockRestore();
  return { code, ...written };
}
