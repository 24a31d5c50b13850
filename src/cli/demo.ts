/** `sas demo`: the demonstration agenda, and which of its practitioners shows what. */
import { Command } from 'commander';
import { demoSituations } from '../demo/demo-situations.ts';
import { demoSeed, loadDemo } from '../demo/load-demo.ts';
import { type DataDirFlag, dataDirOption, withStore } from './data-dir.ts';

/** The command, and its subcommand `situations`, which needs no base: the cases are the same whatever the day. */
export const demoCommand = (): Command =>
  new Command('demo')
    .description('load the demonstration agenda, or top it up')
    .addOption(dataDirOption())
    .action(async (flags: DataDirFlag) => {
      const written = await withStore(flags, process.env, (store) => loadDemo(store, Date.now()));
      process.stdout.write(`${written} resources written\n`);
    })
    .addCommand(
      new Command('situations')
        .description('print the identifiers and codes for each situation of the certification, as one JSON object')
        .action(() => {
          process.stdout.write(`${JSON.stringify(demoSituations(demoSeed), undefined, 2)}\n`);
        }),
    );
