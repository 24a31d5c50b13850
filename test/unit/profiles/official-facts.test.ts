import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  compareTables,
  type FactTable,
  formatFactTable,
  parseFactTable,
} from '../../../scripts/profiles/fact-table.ts';
import { projects } from '../../../scripts/profiles/projects.ts';
import { readFactTable, readPackageFacts } from '../../../scripts/profiles/read-fact-table.ts';

const official = parseFactTable(readFileSync(join(import.meta.dirname, 'official-1.1.0.facts'), 'utf8'));
const ours = readFactTable(projects[0]!.generated);

const folder = process.env.SAS_SHARED ?? join(import.meta.dirname, '../../../../shared');
const archive = join(folder, 'ig', 'ans.fhir.fr.sas-1.1.0.tgz');
const itWithPackage = existsSync(archive) ? it : it.skip;

const explained = readFileSync(join(import.meta.dirname, 'explained-differences.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));
const withoutReason = (line: string) => line.split('\t').slice(0, 5).join('\t');

describe('our profiles 1.1.0, compared with the facts of the official package', () => {
  const differences = compareTables(official, ours);

  it('know every profile, value set, search parameter and capability statement of the guide', () => {
    expect(official.size).toBe(37);
    expect([...official.keys()].filter((url) => !ours.has(url))).toEqual([]);
  });

  it('differ in nothing that is not explained', () => {
    const known = new Set(explained.map(withoutReason));
    expect(differences.filter((line) => !known.has(line))).toEqual([]);
  });

  it('still differ in everything that is explained, each with its reason', () => {
    const found = new Set(differences);
    expect(explained.filter((line) => !found.has(withoutReason(line)))).toEqual([]);
    expect(explained.filter((line) => !line.split('\t')[5])).toEqual([]);
  });
});

describe('the table of official facts', () => {
  itWithPackage('is what the official package says (skipped where that package is not at hand)', () => {
    const fresh = parseFactTable(formatFactTable(readPackageFacts(archive)));
    expect(compareTables(fresh, official)).toEqual([]);
    expect(compareTables(official, fresh)).toEqual([]);
  });
});

describe('the comparison', () => {
  const slot = 'http://sas.fr/fhir/StructureDefinition/FrSlotAgregateur';
  const altered = (key: string, facet: string, value: string): FactTable => {
    const facts = official.get(slot)!;
    return new Map([[slot, new Map([...facts, [key, { ...facts.get(key), [facet]: value }]])]]);
  };
  const only = new Map([[slot, official.get(slot)!]]);

  it.each([
    ['a cardinality', 'Slot.start', 'cardinality', '0..1'],
    ['a type or target', 'Slot.schedule', 'type', 'Reference'],
    ['a fixed value', 'Slot.status', 'fixedCode', '"busy"'],
    ['a binding', 'Slot.meta.security', 'binding', 'example'],
    ['a slicing', 'Slot.serviceType', 'slicing', 'closed value:coding.system'],
    ['an invariant', 'Slot', 'constraint', 'dom-2'],
    ['a must-support', 'Slot.comment', 'mustSupport', 'true'],
  ])('notices %s', (_, key, facet, value) => {
    expect(compareTables(only, altered(key, facet, value))).toEqual([expect.stringContaining(`\t${key}\t${facet}\t`)]);
  });

  it('notices an element that only one side has, and a missing resource', () => {
    const less = new Map([[slot, new Map([...only.get(slot)!].slice(1))]]);
    expect(compareTables(only, less)).toEqual([`${slot}\tdefinition\t\tpresent\tabsent`]);
    expect(compareTables(less, only)).toEqual([`${slot}\tdefinition\t\tabsent\tpresent`]);
    expect(compareTables(only, new Map())).toEqual([`${slot}\t\t\tpresent\tabsent`]);
  });

  it('loses nothing when a table is written and read again', () => {
    expect(parseFactTable(formatFactTable(ours))).toEqual(new Map([...ours].sort(([a], [b]) => (a < b ? -1 : 1))));
  });
});
