/** `sas store`: work on a base as a whole. */
import { Command } from 'commander';
import { storeCheckCommand } from './store-check.ts';
import { storeCopyCommand } from './store-copy.ts';
import { storeMigrateCommand } from './store-migrate.ts';

/** The command with its subcommands. */
export const storeCommand = (): Command =>
  new Command('store')
    .description('work on a base as a whole')
    .addCommand(storeCheckCommand())
    .addCommand(storeMigrateCommand())
    .addCommand(storeCopyCommand());
