/** The generated parts of docs/search.md: what can be searched and included, from the tables that make it so. */
import { mostAgendas } from '../../src/agenda/all-matches.ts';
import { maxIdentifiers } from '../../src/agenda/asked-identifiers.ts';
import { type ResourceType, resourceTypes } from '../../src/fhir/resource-type.ts';
import { pageSize, searchLimits } from '../../src/fhir/search/parse-search.ts';
import { type SearchParameter, searchParameters } from '../../src/fhir/search/search-parameter.ts';
import { includeLimits } from '../../src/rest/include.ts';

/** A table of parameters for each type, those aside that every type has. */
export const writeSearchParameters = (): string => [...resourceTypes].sort().map(tableOf).join('\n\n');

function tableOf(type: ResourceType): string {
  const rows = searchParameters[type].map(
    ({ code, type: kind, paths, targets, description, where }) =>
      `| \`${code}\` | ${kind} | ${description}${toTargets(targets)} | ${paths.map((path) => `\`${path}\``).join(' ')}${toWhere(where)} |`,
  );
  return [`### ${type}`, '', '| parameter | type | what it finds | element |', '|---|---|---|---|', ...rows].join('\n');
}

const toTargets = (targets: SearchParameter['targets']): string => (targets ? ` (${targets.join(', ')})` : '');

const toWhere = (where: SearchParameter['where']): string =>
  where
    ? ` where ${Object.entries(where)
        .map(([name, value]) => `${name} is ${value}`)
        .join(', ')}`
    : '';

/** The limits of a search. */
export const writeSearchLimits = (): string =>
  [
    '| of | at most |',
    '|---|---|',
    `| identifiers in a search of the guide | ${maxIdentifiers} |`,
    `| agendas of those whom a search of the guide names | ${mostAgendas} |`,
    `| matches on a page, where there are pages | ${pageSize.most} (${pageSize.usual} unless \`_count\` says otherwise) |`,
    `| parameters of a search | ${searchLimits.parameters} |`,
    `| values of a search, all parameters together | ${searchLimits.values} |`,
    `| keys of \`_sort\` | ${searchLimits.sortKeys} |`,
    `| resources that the includes of a page bring | ${includeLimits.resources} |`,
    `| steps in which \`:iterate\` is followed | ${includeLimits.rounds} |`,
  ].join('\n');
