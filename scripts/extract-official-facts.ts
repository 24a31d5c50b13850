/**
 * `node scripts/extract-official-facts.ts PACKAGE.tgz`: writes the facts of the official package to the table under
 * test/, with which the unit tests compare our profiles. To be run again when the official package changes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatFactTable } from './profiles/fact-table.ts';
import { readPackageFacts } from './profiles/read-fact-table.ts';

const [archive] = process.argv.slice(2);
if (!archive) {
  console.error('Which package? node scripts/extract-official-facts.ts PACKAGE.tgz');
  process.exit(2);
}
const table = readPackageFacts(archive);
writeFileSync(
  join(import.meta.dirname, '..', 'test', 'unit', 'profiles', 'official-1.1.0.facts'),
  formatFactTable(table),
);
console.log(`${table.size} resources, ${[...table.values()].reduce((sum, facts) => sum + facts.size, 0)} facts`);
