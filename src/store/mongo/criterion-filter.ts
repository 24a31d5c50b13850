/** Criteria as filters on version rows. Chains and `_has` are resolved to ids first: no join, on any topology. */
import type { Filter } from 'mongodb';
import { refuse } from '../../fhir/outcome.ts';
import type { ResourceType } from '../../fhir/resource-type.ts';
import type { Criterion, DateMatch, TermMatch } from '../../fhir/search/criterion.ts';
import { findSearchParameter } from '../../fhir/search/search-parameter.ts';
import type { Collections } from './collections.ts';
import { heldAt, type VersionRow } from './rows.ts';
import { clean, qualified, separator, toScopeText, toTermPrefix, toTermText, valueOfTerm } from './term-text.ts';
import { maxTimeMS } from './time-limits.ts';

/** Where a search looks, and the number at which it sees the base. */
export interface SearchBase {
  readonly collections: Collections;
  readonly seq: number;
}

type Of<K extends Criterion['kind']> = Extract<Criterion, { kind: K }>;
type Clause = Filter<VersionRow>;

/** A chain through more resources than this is refused: their ids would not fit into a query. */
const mostLinked = 50_000;

/** The resources of a type that meet all criteria. */
export async function toFilter(base: SearchBase, type: ResourceType, criteria: readonly Criterion[]): Promise<Clause> {
  const clauses = await Promise.all(criteria.map((criterion) => toClause(base, type, criterion)));
  const present: Clause = { type, json: { $ne: null }, ...heldAt(base.seq) };
  return clauses.length > 0 ? { ...present, $and: clauses } : present;
}

async function toClause(base: SearchBase, type: ResourceType, criterion: Criterion): Promise<Clause> {
  switch (criterion.kind) {
    case 'id':
      return idClause(type, criterion.anyOf);
    case 'lastUpdated':
      return { $or: criterion.anyOf.map(toInstantClause) };
    case 'term':
      return termClause(type, criterion);
    case 'date':
      return { $or: criterion.anyOf.map((match) => toMomentClause(qualified(type, criterion.param), match)) };
    case 'missing':
      return missingClause(type, criterion);
    case 'chain':
      return chainClause(base, type, criterion);
    case 'has':
      return hasClause(base, type, criterion);
  }
}

const idClause = (type: ResourceType, ids: readonly string[]): Clause => ({
  key: { $in: ids.map((id) => `${type}/${id}`) },
});

function termClause(type: ResourceType, { param, anyOf, negated }: Of<'term'>): Clause {
  const texts = anyOf.flatMap((match) => exactText(type, param, match) ?? []);
  const loose = anyOf.filter((match) => exactText(type, param, match) === undefined);
  const clauses = loose.map((match) => looseClause(type, param, match));
  const any = { $or: [...(texts.length > 0 ? [{ terms: { $in: texts } }] : []), ...clauses] };
  return negated ? { $nor: [any] } : any;
}

const exactText = (type: ResourceType, param: string, { value, scope, comparison }: TermMatch): string | undefined =>
  comparison === 'equals' && value !== undefined && scope !== undefined
    ? toTermText(type, { param, value, scope })
    : undefined;

function looseClause(type: ResourceType, param: string, { value, scope = '', comparison }: TermMatch): Clause {
  const beginning = `${qualified(type, param)}${separator}`;
  const anything = `[^${separator}]*`;
  if (value === undefined) return matching(beginning, anything + separator, toScopeText(scope), '$');
  if (comparison === 'contains') return matching(beginning, anything, clean(value), anything + separator);
  const prefix = comparison === 'equals' ? toTermPrefix(type, param, value) : `${beginning}${clean(value)}`;
  return startsWith(prefix);
}

/** Terms made of texts, which stand for themselves, and of patterns, each after one. */
const matching = (first: string, pattern: string, second: string, last: string): Clause => ({
  terms: new RegExp(`^${escaped(first)}${pattern}${escaped(second)}${last}`),
});

const startsWith = (prefix: string): Clause =>
  ({ terms: { $elemMatch: { $gte: prefix, $lt: `${prefix}\u{10ffff}` } } }) as Clause;

/** As it stands in a regular expression of the database, which knows no NUL. */
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll('\0', '\\x00');

function missingClause(type: ResourceType, { param, isMissing }: Of<'missing'>): Clause {
  const any =
    findSearchParameter(type, param)?.type === 'date'
      ? { 'moments.param': qualified(type, param) }
      : {
          $or: [param, `${param}:identifier`].map((one) => startsWith(`${qualified(type, one)}${separator}`)),
        };
  return isMissing ? { $nor: [any] } : any;
}

async function chainClause(base: SearchBase, type: ResourceType, criterion: Of<'chain'>): Promise<Clause> {
  const { param, target, criterion: linked } = criterion;
  const rows = await linkedRows(base, target, linked, { id: 1 });
  return { terms: { $in: rows.map(({ id }) => toTermText(type, { param, scope: target, value: id })) } };
}

async function hasClause(base: SearchBase, type: ResourceType, criterion: Of<'has'>): Promise<Clause> {
  const { source, param, criterion: linked } = criterion;
  const rows = await linkedRows(base, source, linked, { terms: 1 });
  const beginning = `${qualified(source, param)}${separator}`;
  const references = rows.flatMap(({ terms }) =>
    terms.filter((term) => term.startsWith(beginning) && term.endsWith(`${separator}${type}`)),
  );
  return idClause(type, [...new Set(references.map(valueOfTerm))]);
}

async function linkedRows<K extends 'id' | 'terms'>(
  base: SearchBase,
  type: ResourceType,
  criterion: Criterion,
  projection: Record<K, 1>,
): Promise<readonly Pick<VersionRow, K>[]> {
  const filter = await toFilter(base, type, [criterion]);
  const options = { projection, limit: mostLinked + 1, maxTimeMS };
  const rows = await base.collections.versions.find<Pick<VersionRow, K>>(filter, options).toArray();
  if (rows.length > mostLinked)
    refuse('too-costly', `More than ${mostLinked} ${type} meet a chained condition: narrow it`);
  return rows;
}

/** https://hl7.org/fhir/R4/search.html#prefix: a resource covers `lo` to `hi`, the parameter's value `from` to `to`. */
function toMomentClause(param: string, { prefix, range: { from, to } }: DateMatch): Clause {
  const within = { lo: { $gte: from }, hi: { $lte: to } };
  const anyOf: Readonly<Record<DateMatch['prefix'], readonly object[]>> = {
    eq: [within],
    ne: [{ lo: { $lt: from } }, { hi: { $gt: to } }],
    lt: [{ lo: { $lt: from } }],
    gt: [{ hi: { $gt: to } }],
    le: [{ lo: { $lt: from } }, within],
    ge: [{ hi: { $gt: to } }, within],
  };
  return { $or: anyOf[prefix].map((bounds) => ({ moments: { $elemMatch: { param, ...bounds } } })) };
}

/** The same for a resource's single millisecond. */
function toInstantClause({ prefix, range: { from, to } }: DateMatch): Clause {
  const clauses: Readonly<Record<DateMatch['prefix'], Clause>> = {
    eq: { at: { $gte: from, $lt: to } },
    ne: { $or: [{ at: { $lt: from } }, { at: { $gte: to } }] },
    lt: { at: { $lt: from } },
    gt: { at: { $gte: to } },
    le: { at: { $lt: to } },
    ge: { at: { $gte: from } },
  };
  return clauses[prefix];
}
