/** How MongoDB carries a query out. https://www.mongodb.com/docs/manual/reference/explain-results/ */
import type { Db, Document } from 'mongodb';

export interface QueryPlan {
  /** Every stage of the winning plan, on every shard: `FETCH`, `IXSCAN`, `COLLSCAN` … */
  readonly stages: readonly string[];
  readonly keys: number;
  readonly documents: number;
}

/** Explains a `find` or `aggregate` as it was sent, and carries it out. */
export async function planOf(database: Db, sent: Document): Promise<QueryPlan> {
  const { find, filter, sort, limit, projection, aggregate, pipeline } = sent;
  const query = find
    ? { find, filter, ...(sort ? { sort } : {}), ...(limit ? { limit } : {}), ...(projection ? { projection } : {}) }
    : { aggregate, pipeline, cursor: {} };
  const explained = await database.command({ explain: query, verbosity: 'executionStats' });
  return {
    stages: named(explained, 'winningPlan').flatMap((plan) => named(plan, 'stage')) as string[],
    keys: total(explained, 'totalKeysExamined'),
    documents: total(explained, 'totalDocsExamined'),
  };
}

const byIndex: ReadonlySet<string> = new Set(['IXSCAN', 'IDHACK', 'EXPRESS_IXSCAN', 'EXPRESS_CLUSTERED_IXSCAN', 'EOF']);

/** Whether an index leads to all that a plan reads. */
export const isIndexed = (stages: readonly string[]): boolean =>
  !stages.includes('COLLSCAN') && stages.some((stage) => byIndex.has(stage));

/** All values that stand under a name, however deep: plans differ by version, topology and command. */
function named(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => named(one, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(key === name ? [inner] : []), ...named(inner, name)]);
}

const total = (explained: Document, name: string): number =>
  (named(explained, name) as number[]).reduce((sum, count) => sum + count, 0);
