/**
 * Criteria as SQL. Each has two forms: the set of its members (`SELECT pk …`), from which a search can start, and a
 * condition on a candidate `r` of table `resource`.
 */
import type { ResourceType } from '../../fhir/resource-type.ts';
import type { Criterion, DateMatch, TermMatch } from '../../fhir/search/criterion.ts';
import { findSearchParameter } from '../../fhir/search/search-parameter.ts';
import { joined, jsonList, type Sql, sql } from './sql.ts';

type Of<K extends Criterion['kind']> = Extract<Criterion, { kind: K }>;

/** `SELECT pk` of the resources of `type` that meet the criterion. */
export function membersOf(type: ResourceType, criterion: Criterion): Sql {
  switch (criterion.kind) {
    case 'id':
      return sql`SELECT r.pk FROM json_each(${jsonList(criterion.anyOf)}) j CROSS JOIN resource r ON r.type = ${type} AND r.id = j.value WHERE r.json IS NOT NULL`;
    case 'lastUpdated':
      return sql`SELECT pk FROM resource WHERE type = ${type} AND json IS NOT NULL AND (${anyInstant(criterion.anyOf, sql`at`)})`;
    case 'term':
      return criterion.negated ? allBut(type, postings(type, criterion)) : postings(type, criterion);
    case 'date':
      return sql`SELECT pk FROM moment WHERE param = ${qualified(type, criterion.param)} AND (${anyMoment(criterion.anyOf)})`;
    case 'missing':
      return criterion.isMissing ? allBut(type, havers(type, criterion)) : havers(type, criterion);
    case 'chain':
      return chainMembers(type, criterion);
    case 'has':
      return hasMembers(type, criterion);
  }
}

/** The criterion as a condition on `r`. `isBroad`: it has so many members that looking each candidate up is cheaper. */
export function conditionOf(type: ResourceType, criterion: Criterion, isBroad: boolean): Sql {
  if (isBroad && criterion.kind === 'term') {
    const found = sql`EXISTS (SELECT 1 FROM posting p WHERE p.pk = r.pk AND p.term IN (${termIds(type, criterion)}))`;
    return criterion.negated ? sql`NOT ${found}` : found;
  }
  if (isBroad && criterion.kind === 'date') {
    return sql`EXISTS (SELECT 1 FROM moment WHERE pk = r.pk AND param = ${qualified(type, criterion.param)} AND (${anyMoment(criterion.anyOf)}))`;
  }
  if (isBroad && criterion.kind === 'lastUpdated') return sql`(${anyInstant(criterion.anyOf, sql`r.at`)})`;
  return sql`r.pk IN (${membersOf(type, criterion)})`;
}

/** How a parameter stands in the tables: `Slot.status`. */
export const qualified = (type: ResourceType, param: string): string => `${type}.${param}`;

const allBut = (type: ResourceType, members: Sql): Sql =>
  sql`SELECT pk FROM resource WHERE type = ${type} AND json IS NOT NULL AND pk NOT IN (${members})`;

const postings = (type: ResourceType, criterion: Of<'term'>): Sql =>
  sql`SELECT pk FROM posting WHERE term IN (${termIds(type, criterion)})`;

function termIds(type: ResourceType, { param, anyOf }: Of<'term'>): Sql {
  const name = qualified(type, param);
  const equals = anyOf.filter((match) => match.comparison === 'equals' && match.value !== undefined);
  const others = anyOf.filter((match) => !equals.includes(match));
  const parts = others.map((match) => sql`SELECT id FROM term WHERE param = ${name} AND ${looseTerm(match)}`);
  if (equals.length > 0) {
    const list = jsonList(equals.map(({ value, scope }) => [value, scope ?? null]));
    parts.push(
      sql`SELECT t.id FROM json_each(${list}) j CROSS JOIN term t ON t.param = ${name} AND t.value = j.value ->> 0 WHERE j.value ->> 1 IS NULL OR t.scope = j.value ->> 1`,
    );
  }
  return joined(parts, ' UNION ALL ');
}

function looseTerm({ scope, value, comparison }: TermMatch): Sql {
  if (value === undefined) return sql`scope = ${scope ?? ''}`;
  if (comparison === 'contains') return sql`instr(value, ${value}) > 0`;
  return sql`value >= ${value} AND value < ${`${value}\u{10ffff}`}`;
}

function havers(type: ResourceType, { param }: Of<'missing'>): Sql {
  const name = qualified(type, param);
  if (findSearchParameter(type, param)?.type === 'date') return sql`SELECT pk FROM moment WHERE param = ${name}`;
  return sql`SELECT p.pk FROM term t CROSS JOIN posting p ON p.term = t.id WHERE t.param IN (${name}, ${`${name}:identifier`})`;
}

function chainMembers(type: ResourceType, { param, target, criterion }: Of<'chain'>): Sql {
  return sql`SELECT p.pk FROM (${membersOf(target, criterion)}) m CROSS JOIN resource x ON x.pk = m.pk
    CROSS JOIN term t ON t.param = ${qualified(type, param)} AND t.value = x.id AND t.scope = ${target}
    CROSS JOIN posting p ON p.term = t.id`;
}

/** `+`: each of the few who refer is looked up among the members, never all members among those who refer. */
function hasMembers(type: ResourceType, { source, param, criterion }: Of<'has'>): Sql {
  return sql`SELECT x.pk FROM term t CROSS JOIN resource x ON x.type = ${type} AND x.id = t.value
    WHERE t.param = ${qualified(source, param)} AND t.scope = ${type} AND x.json IS NOT NULL
    AND EXISTS (SELECT 1 FROM posting p WHERE p.term = t.id AND +p.pk IN (${membersOf(source, criterion)}))`;
}

const anyMoment = (matches: readonly DateMatch[]): Sql => joined(matches.map(momentCondition), ' OR ');

const anyInstant = (matches: readonly DateMatch[], at: Sql): Sql =>
  joined(
    matches.map((match) => instantCondition(match, at)),
    ' OR ',
  );

/** https://hl7.org/fhir/R4/search.html#prefix: a resource covers `lo` to `hi`, the parameter's value `from` to `to`. */
function momentCondition({ prefix, range: { from, to } }: DateMatch): Sql {
  const within = sql`(lo >= ${from} AND hi <= ${to})`;
  switch (prefix) {
    case 'eq':
      return within;
    case 'ne':
      return sql`NOT ${within}`;
    case 'lt':
      return sql`lo < ${from}`;
    case 'gt':
      return sql`hi > ${to}`;
    case 'le':
      return sql`(lo < ${from} OR ${within})`;
    case 'ge':
      return sql`(hi > ${to} OR ${within})`;
  }
}

/** The same for a resource's single millisecond `at`: bounds that an index can follow. */
function instantCondition({ prefix, range: { from, to } }: DateMatch, at: Sql): Sql {
  switch (prefix) {
    case 'eq':
      return sql`(${at} >= ${from} AND ${at} < ${to})`;
    case 'ne':
      return sql`(${at} < ${from} OR ${at} >= ${to})`;
    case 'lt':
      return sql`${at} < ${from}`;
    case 'gt':
      return sql`${at} >= ${to}`;
    case 'le':
      return sql`${at} < ${to}`;
    case 'ge':
      return sql`${at} >= ${from}`;
  }
}
