/** Searches: starts from the criterion with the fewest members, checks the others on each candidate, one page at a time. */

import type { ResourceType } from '../../fhir/resource-type.ts';
import type { Criterion, SortKey } from '../../fhir/search/criterion.ts';
import { findSearchParameter } from '../../fhir/search/search-parameter.ts';
import { decodeCursor, encodeCursor, type KeyValue } from '../cursor.ts';
import type { SearchPage, StoreSearch } from '../resource-store.ts';
import { conditionOf, membersOf, qualified } from './criterion-sql.ts';
import { type ResourceRow, resourceColumns, toStoredResource } from './resource-row.ts';
import { joined, type Sql, sql } from './sql.ts';
import type { Statements } from './statements.ts';

/** What to search, and how: a criterion with more members than `fewMembers` is no place to start from. */
export interface SearchBase {
  readonly statements: Statements;
  readonly fewMembers: number;
}

/** The page of matches that `search` asks for. */
export function searchPage(base: SearchBase, search: StoreSearch): SearchPage {
  const keys = toOrderKeys(search);
  const columns = joined(
    keys.map(({ value, name }) => sql`${value} AS ${name}`),
    ', ',
  );
  const after = search.cursor === undefined ? sql`TRUE` : isAfter(keys, decodeCursor(search.cursor, keys.length));
  const query = sql`SELECT ${resourceColumns}, ${columns} ${candidates(base, search)} AND ${after}
    ORDER BY ${joined(keys.map(toOrderBy), ', ')} LIMIT ${search.count + 1}`;
  const rows = base.statements.all<ResourceRow & Record<string, KeyValue>>(query.text, ...query.values);
  const page = rows.slice(0, search.count);
  const last = page.at(-1);
  return {
    matches: page.map(toStoredResource),
    ...(rows.length > search.count && last ? { next: encodeCursor(keys.map((_, index) => last[`key${index}`]!)) } : {}),
  };
}

/** How many resources meet all criteria. */
export function countMatches(base: SearchBase, type: ResourceType, criteria: readonly Criterion[]): number {
  const query = sql`SELECT count(*) AS n ${candidates(base, { type, criteria, sort: [] })}`;
  return base.statements.get<{ n: number }>(query.text, ...query.values)?.n ?? 0;
}

/** `FROM … WHERE …` of the resources that meet all criteria, as `r`. */
function candidates(base: SearchBase, search: Pick<StoreSearch, 'type' | 'criteria' | 'sort'>): Sql {
  const { type, criteria } = search;
  const { fewMembers } = base;
  const rated = criteria
    .map((criterion) => ({ criterion, members: countUpTo(base, membersOf(type, criterion)) }))
    .sort((a, b) => a.members - b.members);
  const first = rated[0] && rated[0].members <= fewMembers ? rated.shift() : undefined;
  const from = first
    ? sql`FROM (SELECT DISTINCT pk FROM (${membersOf(type, first.criterion)})) d CROSS JOIN resource r ON r.pk = d.pk`
    : sql`FROM resource r`;
  const conditions = rated.map(({ criterion, members }) => conditionOf(type, criterion, members > fewMembers));
  const joins = search.sort.map((key, index) => sortJoin(type, key, index));
  return sql`${from} ${joined(joins, ' ')} WHERE ${joined([sql`r.type = ${type}`, sql`r.json IS NOT NULL`, ...conditions], ' AND ')}`;
}

function countUpTo({ statements, fewMembers }: SearchBase, members: Sql): number {
  const query = sql`SELECT count(*) AS n FROM (${members} LIMIT ${fewMembers + 1})`;
  return statements.get<{ n: number }>(query.text, ...query.values)?.n ?? 0;
}

interface OrderKey {
  readonly value: Sql;
  /** The result column that holds the value. */
  readonly name: Sql;
  readonly isDescending: boolean;
}

const raw = (text: string): Sql => ({ text, values: [] });

const nameOf = (index: number): Sql => raw(`key${index}`);

/** The keys asked for, and the order of creation at last: it makes the order total. */
const toOrderKeys = ({ type, sort }: StoreSearch): readonly OrderKey[] => [
  ...sort.map((key, index) => ({
    value: orderValue(type, key, index),
    name: nameOf(index),
    isDescending: key.isDescending,
  })),
  { value: sql`r.pk`, name: nameOf(sort.length), isDescending: false },
];

/** What has no value comes last, in either direction. */
function orderValue(type: ResourceType, { code, isDescending }: SortKey, index: number): Sql {
  if (code === '_id') return sql`r.id`;
  if (code === '_lastUpdated') return sql`r.at`;
  if (!isDate(type, code)) return sql`coalesce(${raw(`s${index}.v`)}, ${isDescending ? '' : '\u{10ffff}'})`;
  const best = raw(isDescending ? 'max' : 'min');
  return sql`coalesce((SELECT ${best}(lo) FROM moment WHERE pk = r.pk AND param = ${qualified(type, code)}), ${isDescending ? -9e15 : 9e15})`;
}

const isDate = (type: ResourceType, code: string): boolean => findSearchParameter(type, code)?.type === 'date';

/** The least or greatest term of each resource: terms are few beside resources, and not found from these. */
function sortJoin(type: ResourceType, { code, isDescending }: SortKey, index: number): Sql {
  if (code.startsWith('_') || isDate(type, code)) return raw('');
  const best = raw(isDescending ? 'max' : 'min');
  const alias = raw(`s${index}`);
  return sql`LEFT JOIN (SELECT p.pk, ${best}(t.value) AS v FROM term t CROSS JOIN posting p ON p.term = t.id
    WHERE t.param = ${qualified(type, code)} GROUP BY p.pk) ${alias} ON ${alias}.pk = r.pk`;
}

const toOrderBy = ({ name, isDescending }: OrderKey): Sql => sql`${name} ${raw(isDescending ? 'DESC' : 'ASC')}`;

/** Lexicographic comparison with the last row of the page before. */
function isAfter(keys: readonly OrderKey[], position: readonly KeyValue[]): Sql {
  const [key, ...otherKeys] = keys;
  const [value, ...otherValues] = position;
  if (!key || value === undefined) return sql`FALSE`;
  const beyond = sql`${key.name} ${raw(key.isDescending ? '<' : '>')} ${value}`;
  if (otherKeys.length === 0) return sql`(${beyond})`;
  return sql`(${beyond} OR (${key.name} = ${value} AND ${isAfter(otherKeys, otherValues)}))`;
}
