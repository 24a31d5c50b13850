/** Searches, one page at a time: a page goes on behind a position in the order, whatever was written in between. */

import type { Document } from 'mongodb';
import type { ResourceType } from '../../fhir/resource-type.ts';
import type { Criterion, SortKey } from '../../fhir/search/criterion.ts';
import { findSearchParameter } from '../../fhir/search/search-parameter.ts';
import { decodeCursor, encodeCursor, type KeyValue } from '../cursor.ts';
import type { SearchPage, StoreSearch } from '../resource-store.ts';
import { type SearchBase, toFilter } from './criterion-filter.ts';
import { toStoredResource, type VersionRow } from './rows.ts';
import { qualified, separator } from './term-text.ts';
import { maxTimeMS } from './time-limits.ts';

/** The page of matches that `search` asks for. */
export async function searchPage(base: SearchBase, search: StoreSearch): Promise<SearchPage> {
  const keys = toOrderKeys(search);
  const position = search.cursor === undefined ? undefined : decodeCursor(search.cursor, keys.length);
  const pipeline = [
    { $match: await toFilter(base, search.type, search.criteria) },
    ...computed(keys),
    ...(position ? [{ $match: isAfter(keys, position) }] : []),
    { $sort: Object.fromEntries(keys.map(({ field, isDescending }) => [field, isDescending ? -1 : 1])) },
    { $limit: search.count + 1 },
    { $project: { terms: 0, moments: 0 } },
  ];
  const options = { maxTimeMS, allowDiskUse: true };
  const rows = await base.collections.versions.aggregate<OrderedRow>(pipeline, options).toArray();
  const page = rows.slice(0, search.count);
  const last = page.at(-1);
  return {
    matches: page.map(toStoredResource),
    ...(rows.length > search.count && last ? { next: encodeCursor(keys.map(({ field }) => last[field]!)) } : {}),
  };
}

/** How many resources meet all criteria. */
export async function countMatches(
  base: SearchBase,
  type: ResourceType,
  criteria: readonly Criterion[],
): Promise<number> {
  return base.collections.versions.countDocuments(await toFilter(base, type, criteria), { maxTimeMS });
}

type OrderedRow = VersionRow & Record<string, KeyValue>;

interface OrderKey {
  readonly field: string;
  readonly isDescending: boolean;
  /** How the field is computed; absent for one that every row has. */
  readonly value?: Document;
}

/** The keys asked for, and the order of creation at last: it makes the order total. */
const toOrderKeys = ({ type, sort }: StoreSearch): readonly OrderKey[] => [
  ...sort.map((key, index) => toOrderKey(type, key, index)),
  { field: 'born', isDescending: false },
];

function toOrderKey(type: ResourceType, { code, isDescending }: SortKey, index: number): OrderKey {
  if (code === '_id') return { field: 'id', isDescending };
  if (code === '_lastUpdated') return { field: 'at', isDescending };
  const values = isDate(type, code) ? startsOf(qualified(type, code)) : termsOf(qualified(type, code));
  const best = { [isDescending ? '$max' : '$min']: values };
  return { field: `key${index}`, isDescending, value: { $ifNull: [best, last(type, code, isDescending)] } };
}

const isDate = (type: ResourceType, code: string): boolean => findSearchParameter(type, code)?.type === 'date';

/** What has no value comes last, in either direction. */
function last(type: ResourceType, code: string, isDescending: boolean): KeyValue {
  if (isDate(type, code)) return isDescending ? -9e15 : 9e15;
  return isDescending ? '' : '\u{10ffff}';
}

const startsOf = (param: string): Document =>
  mapped({ input: '$moments', isWanted: { $eq: ['$$one.param', param] }, to: '$$one.lo' });

function termsOf(param: string): Document {
  const part = (index: number): Document => ({ $arrayElemAt: [{ $split: ['$$one', separator] }, index] });
  return mapped({ input: '$terms', isWanted: { $eq: [part(0), param] }, to: part(1) });
}

const mapped = ({ input, isWanted, to }: { input: string; isWanted: Document; to: Document | string }): Document => ({
  $map: { input: { $filter: { input, as: 'one', cond: isWanted } }, as: 'one', in: to },
});

function computed(keys: readonly OrderKey[]): Document[] {
  const fields = keys.flatMap(({ field, value }) => (value ? [[field, value] as const] : []));
  return fields.length > 0 ? [{ $addFields: Object.fromEntries(fields) }] : [];
}

/** Lexicographic comparison with the last row of the page before. */
function isAfter(keys: readonly OrderKey[], position: readonly KeyValue[]): Document {
  const [key, ...otherKeys] = keys;
  const [value, ...otherValues] = position;
  const beyond = { [key!.field]: { [key!.isDescending ? '$lt' : '$gt']: value } };
  if (otherKeys.length === 0) return beyond;
  return { $or: [beyond, { $and: [{ [key!.field]: value }, isAfter(otherKeys, otherValues)] }] };
}
