/** The stand-in's indexes lead its queries, and no answer is another than that of a scan. */
import fc from 'fast-check';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { prepareStandIn, startStandIn } from '../../../scripts/mongo/stand-in.ts';
import type { StartedMongo } from '../../../scripts/mongo/started-mongo.ts';

const why = prepareStandIn();
const describeWithStandIn = why === undefined ? describe : describe.skip;

/** The kinds that the store has: of one field, of several, of the elements of a list, of two fields of them. */
const indexes: readonly Record<string, 1 | -1>[] = [
  { key: 1, until: 1 },
  { terms: 1, until: -1 },
  { 'moments.param': 1, 'moments.lo': 1 },
  { until: 1 },
];

interface Row extends Document {
  readonly _id: number;
}

const { constantFrom, integer, oneof, record, tuple } = fc;
const list = <T>(of: fc.Arbitrary<T>, maxLength = 3) => fc.array(of, { maxLength });

const key = constantFrom('a', 'b', 'c', 'd');
const number = integer({ min: 0, max: 9 });
const moment = record({ param: key, lo: oneof(number, list(number)) }, { requiredKeys: [] });
const anything = oneof(key, number, constantFrom(null, true, 3.5, new Date(5)), list(key));
const fields = record(
  { key: anything, until: anything, terms: oneof(list(key), anything), moments: oneof(list(moment), moment) },
  { requiredKeys: [] },
);

/** Conditions on one value. */
const operators = (value: fc.Arbitrary<unknown>) =>
  oneof(
    value,
    record({ $in: list(value) }),
    record({ $gte: value, $lt: value }),
    record({ $gt: value }),
    record({ $lte: value }),
    record({ $gte: value, $lt: value, $ne: value }),
    record({ $exists: fc.boolean() }),
  );

const ofElement = (of: fc.Arbitrary<unknown>) => record({ $elemMatch: of });
const condition: fc.Arbitrary<Document> = oneof(
  record({ key: operators(oneof(key, number)) }),
  record({ until: operators(oneof(number, key)) }),
  record({ terms: oneof(operators(key), ofElement(record({ $gte: key, $lt: key }))) }),
  record({ 'moments.param': operators(key), 'moments.lo': operators(number) }),
  record({ moments: ofElement(record({ param: key, lo: operators(number) }, { requiredKeys: ['param'] })) }),
  record({ _id: operators(integer({ min: 0, max: 60 })) }),
);
const several = list(condition, 3).map((all) => Object.assign({}, ...all) as Document);
const filter: fc.Arbitrary<Document> = oneof(
  several,
  record({ $and: fc.array(several, { minLength: 1, maxLength: 3 }) }),
  tuple(several, fc.array(several, { minLength: 1, maxLength: 3 })).map(([all, $or]) => ({ ...all, $or })),
  tuple(several, condition).map(([all, none]) => ({ ...all, $nor: [none] })),
);

const order = oneof(
  fc.constant({}),
  record({ _id: constantFrom(1, -1) }),
  record({ until: constantFrom(1, -1), _id: fc.constant(1) }),
);
const search = record({ filter, sort: order, limit: integer({ min: 0, max: 4 }), skip: integer({ min: 0, max: 2 }) });

const change = oneof(
  record({ filter, update: record({ $set: fields.filter((set) => Object.keys(set).length > 0) }) }),
  record({ filter, update: record({ $unset: constantFrom({ key: '' }, { terms: '' }, { until: '' }) }) }),
  record({ filter: condition, update: fc.constant(undefined) }),
);

describeWithStandIn(`the stand-in${why === undefined ? '' : ` (${why})`}`, () => {
  let started: StartedMongo | undefined;
  let client: MongoClient;

  beforeAll(async () => {
    started = await startStandIn();
    client = await new MongoClient(started.uri).connect();
  });

  afterAll(async () => {
    await client?.close();
    await started?.stop();
  });

  async function filled(name: string, rows: readonly Row[]): Promise<Collection<Row>> {
    const collection = client.db('indexes').collection<Row>(name);
    await collection.deleteMany({});
    if (rows.length > 0) await collection.insertMany([...rows]);
    for (const index of indexes) await collection.createIndex(index);
    return collection;
  }

  it('answers as if it had no indexes, whatever is asked, changed and removed', async () => {
    let runs = 0;
    const property = async (rows: readonly Document[], searches: readonly Search[], changes: readonly Change[]) => {
      const collection = await filled(
        `random-${runs++ % 2}`,
        rows.map((row, index) => ({ ...row, _id: index })),
      );
      await expectSame(collection, searches);
      for (const one of changes) {
        await expectAllChanged(collection, one);
        await expectSame(collection, searches);
      }
    };
    await fc.assert(fc.asyncProperty(list(fields, 40), list(search, 12), list(change, 3), property), { numRuns: 60 });
  });

  const base = Array.from({ length: 5000 }, (_, n) => ({
    _id: n,
    key: `k${n}`,
    until: n % 10 === 0 ? 1e6 : n + 5,
    terms: [`even ${n % 2}`, `of hundred ${n % 100}`, `own ${n}`],
    moments: [
      { param: 'start', lo: n },
      { param: 'end', lo: n + 10_000 },
    ],
  }));

  it.each<[string, Document, number]>([
    ['a value', { key: 'k7' }, 1],
    ['some values', { key: { $in: ['k7', 'k8', 'k9', 'none'] } }, 3],
    ['a value and a range behind it', { key: 'k7', until: { $gt: 6 } }, 1],
    ['an element of a list, and a range behind it', { terms: 'of hundred 0', until: { $gt: 5000 } }, 50],
    [
      'elements that have two fields',
      { moments: { $elemMatch: { param: 'end', lo: { $gte: 10_010, $lt: 10_020 } } } },
      11,
    ],
    ['a range', { _id: { $gte: 10, $lt: 20 } }, 11],
    ['its number, and more', { _id: 7, key: 'k7' }, 1],
    ['the narrowest of several', { terms: 'even 0', _id: { $lte: 4000 }, until: { $gt: 3 }, key: { $in: ['k2'] } }, 1],
    ['alternatives', { until: { $gt: 3 }, $or: [{ key: 'k2' }, { terms: 'own 7' }] }, 2],
  ])('looks only at what an index leads to: %s', async (_, where, most) => {
    const collection = await filled('large', base);
    const before = await lookedAt(client);
    expect(await collection.find(where).toArray()).not.toEqual([]);
    expect((await lookedAt(client)) - before).toBeLessThanOrEqual(most);
    await collection.updateOne(where, { $set: { seen: true } });
    await collection.countDocuments(where);
    expect((await lookedAt(client)) - before).toBeLessThanOrEqual(3 * most);
  });

  it('looks only at the first by number, where those are wanted', async () => {
    const collection = await filled('large', base);
    const before = await lookedAt(client);
    const last = await collection
      .find({ terms: 'even 0', _id: { $lte: 4000 } }, { sort: { _id: -1 }, limit: 3 })
      .toArray();
    expect(last.map(({ _id }) => _id)).toEqual([4000, 3998, 3996]);
    expect((await lookedAt(client)) - before).toBeLessThanOrEqual(5);
  });
});

const lookedAt = async (client: MongoClient): Promise<number> =>
  Number((await client.db('admin').command({ serverStatus: 1 })).metrics.queryExecutor.scannedObjects);

type Search = typeof search extends fc.Arbitrary<infer One> ? One : never;
type Change = typeof change extends fc.Arbitrary<infer One> ? One : never;

async function expectSame(collection: Collection<Row>, searches: readonly Search[]): Promise<void> {
  for (const { filter: where, ...options } of searches) {
    const found = await collection.find(where, options as object).toArray();
    expect(found).toEqual(await scanned(collection, stagesOf({ filter: where, ...options })));
    expect(await collection.countDocuments(where)).toBe((await scanned(collection, [{ $match: where }])).length);
  }
}

async function expectAllChanged(collection: Collection<Row>, { filter: where, update }: Change): Promise<void> {
  const wanted = (await scanned(collection, [{ $match: where }])).length;
  if (update) expect((await collection.updateMany(where, update)).matchedCount).toBe(wanted);
  else expect((await collection.deleteMany(where)).deletedCount).toBe(wanted);
}

/** What stages give of which the first filters nothing: no index leads them. */
const scanned = (collection: Collection<Row>, stages: readonly Document[]): Promise<Document[]> =>
  collection.aggregate([{ $skip: 0 }, ...stages]).toArray();

const stagesOf = ({ filter: where, sort, skip, limit }: Search): Document[] => [
  { $match: where },
  ...(Object.keys(sort).length > 0 ? [{ $sort: sort }] : []),
  { $skip: skip },
  ...(limit > 0 ? [{ $limit: limit }] : []),
];
