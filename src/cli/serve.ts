/** `sas serve`: the server, with its settings as options. */
import { Command } from 'commander';
import { openApplication } from '../application/open-application.ts';
import { type Setting, settings } from '../config.ts';
import { exitCodes } from './exit-codes.ts';
import { runServer } from './run-server.ts';
import { optionOf } from './setting-option.ts';

const allSettings: readonly Setting<unknown>[] = Object.values(settings);

/** The command. An option stands above the environment variable that its help names. */
export function serveCommand(): Command {
  const command = new Command('serve').description('start the FHIR server, until SIGTERM or SIGINT stops it');
  for (const one of allSettings) command.addOption(optionOf(one));
  return command.action(async (options: Record<string, string>) => {
    const isFinished = await runServer({ ...process.env, ...toEnvironment(options) }, openApplication);
    // Said outright: a handle that something forgot must not keep a stopped server alive.
    process.exit(isFinished ? exitCodes.done : exitCodes.failed);
  });
}

/** The options that were given, under the names of the variables they stand for. */
function toEnvironment(options: Record<string, string>): Record<string, string> {
  const given = allSettings.map((one) => [one.name, options[optionOf(one).attributeName()]] as const);
  return Object.fromEntries(given.filter((pair): pair is [string, string] => pair[1] !== undefined));
}
