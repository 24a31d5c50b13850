/** What a real server's plans look like, so that the check of them is itself checked where there is none. */
import type { Db } from 'mongodb';
import { isIndexed, planOf } from '../../support/mongo/query-plan.ts';

/** A database that explains every query so. */
const explaining = (explained: object): Db => ({ command: async () => explained }) as unknown as Db;

const indexScan = { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: 'current' } };
const executed = { totalKeysExamined: 3, totalDocsExamined: 2 };

describe('a plan', () => {
  it('of a find is led by an index', async () => {
    const plan = await planOf(explaining({ queryPlanner: { winningPlan: indexScan }, executionStats: executed }), {
      find: 'versions',
      filter: {},
    });
    expect(plan).toEqual({ stages: ['FETCH', 'IXSCAN'], keys: 3, documents: 2 });
    expect(isIndexed(plan.stages)).toBe(true);
  });

  it('of an aggregation tells of the query in its first stage', async () => {
    const cursor = { queryPlanner: { winningPlan: { queryPlan: indexScan } }, executionStats: executed };
    const plan = await planOf(explaining({ stages: [{ $cursor: cursor }, { $sort: {} }] }), { aggregate: 'versions' });
    expect(plan).toEqual({ stages: ['FETCH', 'IXSCAN'], keys: 3, documents: 2 });
  });

  it('that goes through the collection, in a branch of an $or too, is not led by an index', async () => {
    const branches = { stage: 'OR', inputStages: [indexScan, { stage: 'COLLSCAN' }] };
    const { stages } = await planOf(explaining({ queryPlanner: { winningPlan: branches } }), { find: 'versions' });
    expect(isIndexed(stages)).toBe(false);
  });
});
