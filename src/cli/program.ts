/** The `sas` command line: its commands, and what it does with a wrong one. https://github.com/tj/commander.js */
import { Command, CommanderError } from 'commander';
import { withoutCredentials } from '../uri-text.ts';
import { version } from '../version.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { exitCodeHelp, exitCodes, SomethingToDo } from './exit-codes.ts';
import { importCommand } from './import.ts';
import { outboxCommand } from './outbox.ts';
import { purgeCommand } from './purge.ts';
import { serveCommand } from './serve.ts';
import { storeCommand } from './store.ts';
import { validateCommand } from './validate.ts';

/** One function per command, each in a file of its own. A new command is added here. */
const commands: readonly (() => Command)[] = [
  serveCommand,
  importCommand,
  demoCommand,
  purgeCommand,
  outboxCommand,
  storeCommand,
  doctorCommand,
  validateCommand,
];

/** The program; it never exits by itself, but throws CommanderError after help, version or a usage error. */
export function buildProgram(): Command {
  const program = new Command('sas')
    .description("SAS interop: an open FHIR R4 server for the French Service d'Accès aux Soins")
    .version(version);
  for (const build of commands) program.addCommand(build());
  for (const command of withSubcommands(program)) {
    command
      .exitOverride()
      .configureOutput({ outputError: (text, write) => write(withoutCredentials(text)) })
      .showHelpAfterError('(--help shows what there is)')
      .addHelpText('after', exitCodeHelp);
  }
  return program;
}

const withSubcommands = (command: Command): Command[] => [command, ...command.commands.flatMap(withSubcommands)];

/**
 * Runs `sas` with these arguments, without `node` and the script. Resolves to the exit code; a job that fails by
 * throwing is told on standard error in its message alone, with the stack when `DEBUG` is set. Credentials are not told:
 * a URI that was given where none belongs is in the message.
 */
export async function runProgram(argv: readonly string[], program: Command = buildProgram()): Promise<number> {
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    process.stderr.write(`sas: ${withoutCredentials(toText(error))}\n`);
    return error instanceof SomethingToDo ? exitCodes.somethingToDo : exitCodes.failed;
  }
}

/** `runProgram` for the rest of this process: what nobody reads any more is no failure. To be called once. */
export function runProcess(argv: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // A reader such as `head` has had enough: no failure of ours, and no reason for a server to stop.
    if (argv[0] !== 'serve') process.exit();
  });
  return runProgram(argv);
}

function toText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env.DEBUG ? (error.stack ?? error.message) : error.message;
}
