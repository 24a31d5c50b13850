/** The entry of the command line. */
import { runProcess } from './program.ts';

process.exitCode = await runProcess(process.argv.slice(2));
