/** `sas store migrate`: brings a base up to date for this program, before a server is started on it. */
import { Command } from 'commander';
import { type DataDirFlag, dataDirOption, withUpkeep } from './data-dir.ts';

interface Flags extends DataDirFlag {
  readonly json?: boolean;
}

/** The command. It may be repeated. */
export const storeMigrateCommand = (): Command =>
  new Command('migrate')
    .description('bring the base up to date, as sas store check tells; the first start of a server does it too')
    .option('--json', 'print JSON')
    .addOption(dataDirOption())
    .action(async (flags: Flags) => {
      const done = await withUpkeep(flags, process.env, (upkeep) => upkeep.migrate());
      const text = done.length > 0 ? done.map((line) => `done: ${line}`).join('\n') : 'The base was up to date.';
      process.stdout.write(`${flags.json ? JSON.stringify({ done }) : text}\n`);
    });
