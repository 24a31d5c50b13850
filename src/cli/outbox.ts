/** `sas outbox`: what was not delivered yet to the platform and the agenda software, and sending it again. */
import { Command } from 'commander';
import type { Outbox, OutboxEntry } from '../store/outbox.ts';
import { type DataDirFlag, dataDirOption, withStore } from './data-dir.ts';
import { toDetails, toJson, toTable } from './outbox-text.ts';

interface Flags extends DataDirFlag {
  readonly json?: boolean;
}

const jsonFlags = ['--json', 'print JSON'] as const;

/** The command with its subcommands; they work beside a running server, which sends what was made due within a second. */
export const outboxCommand = (): Command =>
  new Command('outbox')
    .description(
      'messages that are not delivered yet: appointments to declare to the platform, changes to tell the agenda',
    )
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(retryCommand());

const listCommand = (): Command =>
  new Command('list')
    .description('all messages, the oldest first, with the reason of their last failure')
    .option('--parked', 'only those that were refused and wait for someone')
    .option(...jsonFlags)
    .addOption(dataDirOption())
    .action(async (flags: Flags & { parked?: boolean }) => {
      const entries = await withOutbox(flags, (outbox) => Array.fromAsync(allOf(outbox, flags.parked === true)));
      print(flags.json ? toJson(entries.map(({ body: _body, ...entry }) => entry)) : toTable(entries));
    });

const showCommand = (): Command =>
  new Command('show')
    .description('one message whole: what is to be sent, and what was answered')
    .argument('<id>', 'as sas outbox list names it')
    .option(...jsonFlags)
    .addOption(dataDirOption())
    .action(async (id: string, flags: Flags) => {
      const entry = (await withOutbox(flags, (outbox) => outbox.find(id))) ?? unknown(id);
      print(flags.json ? toJson(entry) : toDetails(entry));
    });

const retryCommand = (): Command =>
  new Command('retry')
    .description('send messages again now, parked or not')
    .argument('[ids...]', 'as sas outbox list names them')
    .option('--all', 'all of them')
    .option(...jsonFlags)
    .addOption(dataDirOption())
    .action(async (ids: string[], flags: Flags & { all?: boolean }, command: Command) => {
      if (ids.length > 0 === (flags.all === true)) command.error('error: name the messages, or give --all');
      const retried = await withOutbox(flags, (outbox) => (flags.all ? retryAll(outbox) : retryEach(outbox, ids)));
      print(
        flags.json
          ? JSON.stringify({ retried })
          : `${retried} ${retried === 1 ? 'message is' : 'messages are'} due now`,
      );
    });

const withOutbox = <T>(flags: Flags, work: (outbox: Outbox) => Promise<T>): Promise<T> =>
  withStore(flags, process.env, ({ outbox }) => work(outbox));

const print = (text: string): boolean => process.stdout.write(`${text}\n`);

const pageSize = 500;

async function* allOf(outbox: Outbox, isParked: boolean): AsyncGenerator<OutboxEntry> {
  let after: string | undefined;
  do {
    const page = await outbox.list({ isParked, limit: pageSize, ...(after === undefined ? {} : { after }) });
    yield* page;
    after = page.length === pageSize ? page.at(-1)!.id : undefined;
  } while (after !== undefined);
}

async function retryAll(outbox: Outbox): Promise<number> {
  let retried = 0;
  for await (const { id } of allOf(outbox, false)) if (await outbox.retry(id)) retried++;
  return retried;
}

/** Looks for all of them first: a misspelt id changes nothing. */
async function retryEach(outbox: Outbox, ids: readonly string[]): Promise<number> {
  for (const id of ids) if (!(await outbox.find(id))) unknown(id);
  for (const id of ids) await outbox.retry(id);
  return ids.length;
}

function unknown(id: string): never {
  throw new Error(`there is no message ${id} in the outbox: it was delivered, or a later one has taken its place`);
}
