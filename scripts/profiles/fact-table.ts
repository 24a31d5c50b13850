/** The facts of many resources as one text: a `# canonical` line, then a line for each key with its facets, tabs between. */
import type { Fact, Facts } from './facts.ts';

/** Canonical URL -> facts of that resource. */
export type FactTable = ReadonlyMap<string, Facts>;

/** Returns the table as text, resources in the order of their canonicals. */
export function formatFactTable(table: FactTable): string {
  const sections = [...table].sort(([a], [b]) => (a < b ? -1 : 1));
  return sections.map(([url, facts]) => `# ${url}\n${[...facts].map(formatLine).join('')}`).join('\n');
}

const formatLine = ([key, fact]: [string, Fact]): string =>
  `${[key, ...Object.entries(fact).map(([facet, value]) => `${facet}=${value}`)].join('\t')}\n`;

/** Reads what `formatFactTable` wrote. */
export function parseFactTable(text: string): FactTable {
  const sections = text.split(/^# /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [url = '', ...lines] = section.split('\n').filter(Boolean);
      return [url, new Map(lines.map(parseLine))];
    }),
  );
}

function parseLine(line: string): [string, Fact] {
  const [key = '', ...facets] = line.split('\t');
  return [key, Object.fromEntries(facets.map((facet) => facet.split(/=(.*)/s, 2)))];
}

/**
 * Returns one line for each difference, none when both say the same: `canonical, key, facet, expected, found`, tabs
 * between. Resources that only `found` has are no difference: it may hold more than `expected` speaks of.
 */
export function compareTables(expected: FactTable, found: FactTable): readonly string[] {
  return [...expected].flatMap(([url, facts]) => {
    const ours = found.get(url);
    return ours ? compareFacts(facts, ours).map((line) => `${url}\t${line}`) : [`${url}\t\t\tpresent\tabsent`];
  });
}

function compareFacts(expected: Facts, found: Facts): readonly string[] {
  const keys = new Set([...expected.keys(), ...found.keys()]);
  return [...keys].flatMap((key) => {
    const [theirs, ours] = [expected.get(key), found.get(key)];
    if (!theirs || !ours) return [`${key}\t\t${theirs ? 'present' : 'absent'}\t${ours ? 'present' : 'absent'}`];
    const facets = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
    return [...facets]
      .filter((facet) => theirs[facet] !== ours[facet])
      .map((facet) => `${key}\t${facet}\t${theirs[facet] ?? ''}\t${ours[facet] ?? ''}`);
  });
}
