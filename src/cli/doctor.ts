/** `sas doctor`: how the base is, and what is wrong about it. */
import { styleText } from 'node:util';
import { Command } from 'commander';
import type { Fact } from '../store/store-upkeep.ts';
import { version } from '../version.ts';
import { type DataDirFlag, dataDirOption, withUpkeep } from './data-dir.ts';

interface Flags extends DataDirFlag {
  readonly json?: boolean;
}

/** The command. It fails when something is wrong; what is only worth knowing is no failure. */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('look at the base and its database: what kind, which version, how large, and what is wrong')
    .option('--json', 'print JSON')
    .addOption(dataDirOption())
    .action(async (flags: Flags) => {
      const facts = await withUpkeep(flags, process.env, (upkeep) => upkeep.examine());
      process.stdout.write(`${flags.json ? toJson(facts) : toReadable(facts, process.stdout.isTTY === true)}\n`);
      const wrong = facts.filter(({ verdict }) => verdict === 'wrong').map(({ name }) => name);
      if (wrong.length > 0) throw new Error(`something is wrong: ${wrong.join(', ')}`);
    });

/** `{ "version": …, "facts": { "schema": { "verdict": "good", "value": …, "text": … }, … } }` */
function toJson(facts: readonly Fact[]): string {
  const byName = facts.map(({ name, ...rest }) => [name, rest] as const);
  return JSON.stringify({ version, facts: Object.fromEntries(byName) }, undefined, 2);
}

const colours = { good: 'green', note: 'yellow', wrong: 'red' } as const;

function toReadable(facts: readonly Fact[], isColoured: boolean): string {
  const width = Math.max(...facts.map(({ name }) => name.length));
  const toLine = ({ name, text, verdict }: Fact) => {
    const mark = verdict.padEnd(5);
    return `${isColoured ? styleText(colours[verdict], mark) : mark}  ${name.padEnd(width)}  ${text}`;
  };
  return facts.map(toLine).join('\n');
}
