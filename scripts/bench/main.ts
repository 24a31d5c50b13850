/** `npm run bench`: measures, prints a table, writes it as JSON when asked. See docs/performance.md. */
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { sizes } from './bench-options.ts';
import { type Figure, toLine } from './figure.ts';
import { type BenchStore, groupNames, measure } from './measure.ts';

const program = new Command('bench')
  .description('measure the server; figures with targets say whether they are met')
  .option('--json <file>', 'write the figures to this file, as {"figures":[…]}')
  .addOption(
    new Option('--store <name>', 'the store that is measured').choices(Object.keys(groupNames)).default('sqlite'),
  )
  .addOption(
    new Option('--only <name>', 'measure one part alone').choices([...new Set(Object.values(groupNames).flat())]),
  );

const { json, only, store } = program.parse().opts<{ json?: string; only?: string; store: BenchStore }>();
if (only !== undefined && !groupNames[store].includes(only)) {
  program.error(
    `error: --only ${only} is no part of the benchmark of ${store}; these are: ${groupNames[store].join(', ')}`,
  );
}
const isColoured = process.stdout.isTTY === true;
const inform = (line: string): void => console.error(`… ${line}`);
const show = (figure: Figure): void => console.log(toLine(figure, isColoured));
const figures = await measure({ ...sizes[store], inform }, { store, only }, show);
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ figures }, null, 2)}\n`);
const missed = figures.filter(({ met }) => met === false).length;
console.log(`${figures.length} figures; targets missed: ${missed}`);
