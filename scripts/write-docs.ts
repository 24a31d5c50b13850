/**
 * Writes the parts of docs/ that are made from the code, between `<!-- NAME:begin -->` and `<!-- NAME:end -->`; with
 * `--check` writes nothing and exits 1 when one of them is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Setting, settings } from '../src/config.ts';
import { writeSearchLimits, writeSearchParameters } from './docs/search-page.ts';

interface GeneratedSection {
  /** Below docs/. */
  readonly file: string;
  /** The name in the markers. */
  readonly name: string;
  /** Markdown, without blank lines around it. */
  readonly write: () => string;
}

/** Every generated section. A new one is added here, and its markers where it is to stand. */
const sections: readonly GeneratedSection[] = [
  { file: 'operations.md', name: 'settings', write: writeSettingsTable },
  { file: 'search.md', name: 'limits', write: writeSearchLimits },
  { file: 'search.md', name: 'parameters', write: writeSearchParameters },
];

function writeSettingsTable(): string {
  const rows = Object.values<Setting<unknown>>(settings).map(
    ({ name, fallback, description }) =>
      `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${description} |`,
  );
  return ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n');
}

/** `text` with its section `name` replaced. Throws when it has no such section. */
function replaceSection(text: string, { file, name, write }: GeneratedSection): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/${file} has no ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${write()}\n\n${text.slice(to)}`;
}

const isCheck = process.argv.includes('--check');
for (const section of sections) {
  const path = join(import.meta.dirname, '..', 'docs', section.file);
  const before = readFileSync(path, 'utf8');
  const after = replaceSection(before, section);
  if (after === before) continue;
  if (!isCheck) writeFileSync(path, after);
  console.log(
    `docs/${section.file}: ${section.name} ${isCheck ? 'is out of date; npm run docs writes it' : 'is written'}`,
  );
  if (isCheck) process.exitCode = 1;
}
