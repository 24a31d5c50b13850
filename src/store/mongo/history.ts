/** History: current and former versions together, the newest first. */
import type { Filter } from 'mongodb';
import { refuse } from '../../fhir/outcome.ts';
import { cursorParameter } from '../../fhir/search/parse-search.ts';
import type { HistoryPage, HistoryQuery } from '../resource-store.ts';
import type { SearchBase } from './criterion-filter.ts';
import { toStoredVersion, type VersionRow } from './rows.ts';
import { maxTimeMS } from './time-limits.ts';

/** The page of versions that `query` asks for; its cursor is the number of the last version's write. */
export async function historyPage({ collections, seq }: SearchBase, query: HistoryQuery): Promise<HistoryPage> {
  const before = query.cursor === undefined ? forever : parseCursor(query.cursor);
  const all = toFilter(query);
  const seen = { $lte: seq };
  const options = {
    sort: { _id: -1 },
    limit: query.count + 1,
    projection: { terms: 0, moments: 0 },
    maxTimeMS,
  } as const;
  const [rows, total] = await Promise.all([
    collections.versions.find({ ...all, _id: { ...seen, $lt: before }, ...kept(seq) }, options).toArray(),
    collections.versions.countDocuments({ ...all, _id: seen, ...kept(seq) }, { maxTimeMS }),
  ]);
  const shown = rows.slice(0, query.count);
  return {
    versions: shown.map(toStoredVersion),
    total,
    ...(rows.length > shown.length && shown.length > 0 ? { next: String(shown.at(-1)!._id) } : {}),
  };
}

const forever = Number.MAX_SAFE_INTEGER;

/** Not purged by a number. */
export const kept = (seq: number): Filter<VersionRow> => ({ purged: { $not: { $lte: seq } } });

const toFilter = ({ type, id, since }: HistoryQuery): Filter<VersionRow> => ({
  ...(type === undefined ? {} : id === undefined ? { type } : { key: `${type}/${id}` }),
  ...(since === undefined ? {} : { at: { $gte: since } }),
});

function parseCursor(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  return refuse('value', `${cursorParameter} is not the one of a next link of this history`, cursorParameter);
}
