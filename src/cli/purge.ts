/** `sas purge`: removes free slots that are past. */
import { Command, InvalidArgumentError } from 'commander';
import { parseDateTime } from '../fhir/instant.ts';
import { type DataDirFlag, dataDirOption, withStore } from './data-dir.ts';

interface Flags extends DataDirFlag {
  /** Milliseconds since 1970. */
  readonly before: number;
}

/** The command. */
export const purgeCommand = (): Command =>
  new Command('purge')
    .description(
      'remove free slots that are past and ended before a date, with their history; those with appointments are kept',
    )
    .requiredOption('--before <date>', 'date or dateTime, Paris time when it has no offset', parseDate)
    .addOption(dataDirOption())
    .action(async (flags: Flags) => {
      const removed = await withStore(flags, process.env, (store) => store.purgeSlots(flags.before));
      process.stdout.write(`${removed} ${removed === 1 ? 'slot' : 'slots'} removed\n`);
    });

/** The beginning of what the text means: of that day, of that minute. */
function parseDate(text: string): number {
  const range = parseDateTime(text);
  if (!range) throw new InvalidArgumentError('a date such as 2026-11-23 or 2026-11-23T09:00:00+01:00 is wanted.');
  if (range.from > Date.now())
    throw new InvalidArgumentError('it is in the future; what is not past is never removed.');
  return range.from;
}
