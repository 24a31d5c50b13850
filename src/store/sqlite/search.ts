/** Searches: starts from the criterion with the fewest members, checks the others on each candidate, one page at a time. */
import { refuse } from '../../fhir/outcome.ts';
import type { ResourceType } from '../../fhir/resource-type.ts';
import type { Criterion, SortKey } from '../../fhir/search/criterion.ts';
import { cursorParameter } from '../../fhir/search/parse-search.ts';
import { findSearchParameter } from '../../fhir/search/search-parameter.ts';
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
  const keys = [...search.sort.map((key, index) => toOrderKey(search.type, key, index)), creation];
  const columns = joined(
    keys.map(({ value }, index) => sql`${value} AS ${raw(`key${index}`)}`),
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

type KeyValue = string | number;

interface OrderKey {
  readonly value: Sql;
  readonly isDescending: boolean;
}

/** The last key of every order: it makes the order total. */
const creation: OrderKey = { value: sql`r.pk`, isDescending: false };

const raw = (text: string): Sql => ({ text, values: [] });

/** What has no value comes last, in either direction. */
function toOrderKey(type: ResourceType, { code, isDescending }: SortKey, index: number): OrderKey {
  if (code === '_id') return { value: sql`r.id`, isDescending };
  if (code === '_lastUpdated') return { value: sql`r.at`, isDescending };
  const column = raw(`s${index}.v`);
  const isDate = findSearchParameter(type, code)?.type === 'date';
  const last = isDate ? sql`${isDescending ? -9e15 : 9e15}` : sql`${isDescending ? '' : '\u{10ffff}'}`;
  return { value: sql`coalesce(${column}, ${last})`, isDescending };
}

function sortJoin(type: ResourceType, { code, isDescending }: SortKey, index: number): Sql {
  if (code.startsWith('_')) return raw('');
  const best = raw(isDescending ? 'max' : 'min');
  const name = qualified(type, code);
  const values =
    findSearchParameter(type, code)?.type === 'date'
      ? sql`SELECT pk, ${best}(lo) AS v FROM moment WHERE param = ${name} GROUP BY pk`
      : sql`SELECT p.pk, ${best}(t.value) AS v FROM term t CROSS JOIN posting p ON p.term = t.id WHERE t.param = ${name} GROUP BY p.pk`;
  return sql`LEFT JOIN (${values}) ${raw(`s${index}`)} ON ${raw(`s${index}`)}.pk = r.pk`;
}

const toOrderBy = ({ value, isDescending }: OrderKey): Sql => sql`${value} ${raw(isDescending ? 'DESC' : 'ASC')}`;

/** Lexicographic comparison with the last row of the page before. */
function isAfter(keys: readonly OrderKey[], position: readonly KeyValue[]): Sql {
  const [key, ...otherKeys] = keys;
  const [value, ...otherValues] = position;
  if (!key || value === undefined) return sql`FALSE`;
  const beyond = sql`${key.value} ${raw(key.isDescending ? '<' : '>')} ${value}`;
  if (otherKeys.length === 0) return sql`(${beyond})`;
  return sql`(${beyond} OR (${key.value} = ${value} AND ${isAfter(otherKeys, otherValues)}))`;
}

const encodeCursor = (position: readonly KeyValue[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

function decodeCursor(cursor: string, length: number): KeyValue[] {
  const position = parseJson(Buffer.from(cursor, 'base64url').toString());
  const isPosition =
    Array.isArray(position) &&
    position.length === length &&
    position.every((value) => typeof value === 'string' || Number.isSafeInteger(value));
  if (isPosition) return position as KeyValue[];
  return refuse('value', `${cursorParameter} is not the one of a next link of this search`, cursorParameter);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
