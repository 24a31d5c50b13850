/** The entry of `npm start`: the server, its settings from the environment. */
import { runProcess } from './cli/program.ts';

process.exitCode = await runProcess(['serve', ...process.argv.slice(2)]);
