/** `npm run bench`: measures, prints a table, writes it as JSON when asked. See docs/performance.md. */
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { fullSize } from './bench-options.ts';
import { toLine } from './figure.ts';
import { groupNames, measure } from './measure.ts';

const program = new Command('bench')
  .description('measure the server; figures with targets say whether they are met')
  .option('--json <file>', 'write the figures to this file, as {"figures":[…]}')
  .addOption(new Option('--only <name>', 'measure one part alone').choices(groupNames));

const { json, only } = program.parse().opts<{ json?: string; only?: string }>();
const isColoured = process.stdout.isTTY === true;
const inform = (line: string): void => console.error(`… ${line}`);
const figures = await measure({ ...fullSize, inform }, only, (figure) => console.log(toLine(figure, isColoured)));
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ figures }, null, 2)}\n`);
const missed = figures.filter(({ met }) => met === false).length;
console.log(`${figures.length} figures; targets missed: ${missed}`);
