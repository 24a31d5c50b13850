/** History: current and former versions together, the newest first. */
import { refuse } from '../../fhir/outcome.ts';
import { resourceTypes } from '../../fhir/resource-type.ts';
import { cursorParameter } from '../../fhir/search/parse-search.ts';
import type { HistoryPage, HistoryQuery } from '../resource-store.ts';
import { type ResourceRow, toStoredVersion } from './resource-row.ts';
import { joined, type Sql, sql } from './sql.ts';
import type { Statements } from './statements.ts';

/** The page of versions that `query` asks for; its cursor is the number of the last version's write. */
export function historyPage(statements: Statements, query: HistoryQuery): HistoryPage {
  const before = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : parseCursor(query.cursor);
  const order = query.id === undefined ? sql`at DESC, seq DESC` : sql`+seq DESC`;
  const parts = sources(query).map(
    (source) =>
      sql`SELECT * FROM (SELECT * FROM ${source} AND seq < ${before} ORDER BY ${order} LIMIT ${query.count + 1})`,
  );
  const page = sql`${joined(parts, ' UNION ALL ')} ORDER BY seq DESC LIMIT ${query.count + 1}`;
  const rows = statements.all<ResourceRow & { seq: number }>(page.text, ...page.values);
  const shown = rows.slice(0, query.count);
  return {
    versions: shown.map(toStoredVersion),
    total: countVersions(statements, query),
    ...(rows.length > shown.length && shown.length > 0 ? { next: String(shown.at(-1)!.seq) } : {}),
  };
}

function countVersions(statements: Statements, query: HistoryQuery): number {
  const counts = sources(query).map((source) => sql`(SELECT count(*) FROM ${source})`);
  const total = sql`SELECT ${joined(counts, ' + ')} AS n`;
  return statements.get<{ n: number }>(total.text, ...total.values)?.n ?? 0;
}

/** `<table> WHERE …` for each table and type that the query is about: read along its index on time, or on the one id. */
function sources({ type, id, since = 0 }: HistoryQuery): Sql[] {
  const types = type ? [type] : resourceTypes;
  // `+` keeps SQLite from going through the history of all for that of one.
  const which = id === undefined ? sql`at >= ${since}` : sql`id = ${id} AND +at >= ${since}`;
  return types.flatMap((one) => tables.map((table) => sql`${table} WHERE type = ${one} AND ${which}`));
}

const columns = 'SELECT type, id, version, at, seq, method, json FROM';

/** The same columns in the same order from both tables. */
const tables: readonly Sql[] = ['resource', 'history'].map((name) => ({ text: `(${columns} ${name})`, values: [] }));

function parseCursor(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  return refuse('value', `${cursorParameter} is not the one of a next link of this history`, cursorParameter);
}
