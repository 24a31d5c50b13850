/** `sas store check`: what a base lacks for this program. */
import { Command } from 'commander';
import { type DataDirFlag, dataDirOption, withUpkeep } from './data-dir.ts';
import { SomethingToDo } from './exit-codes.ts';

interface Flags extends DataDirFlag {
  readonly json?: boolean;
}

/** The command. Its exit code tells scripts whether there is something to do. */
export const storeCheckCommand = (): Command =>
  new Command('check')
    .description('tell what sas store migrate would do, and write nothing')
    .option('--json', 'print JSON')
    .addOption(dataDirOption())
    .action(async (flags: Flags) => {
      const pending = await withUpkeep(flags, process.env, (upkeep) => upkeep.pending());
      const text = pending.length > 0 ? pending.join('\n') : 'The base is up to date.';
      process.stdout.write(`${flags.json ? JSON.stringify({ pending }) : text}\n`);
      if (pending.length > 0) throw new SomethingToDo('the base is not up to date: sas store migrate makes it so');
    });
