/** The entry of the command line. */
import { runProgram } from './program.ts';

// A reader such as `head` may have had enough: that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await runProgram(process.argv.slice(2));
