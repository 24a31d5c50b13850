/** The entry of `npm start`: the server, its settings from the environment. */
import { runProgram } from './cli/program.ts';

process.exitCode = await runProgram(['serve', ...process.argv.slice(2)]);
