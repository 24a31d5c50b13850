/** How fast a vendor's agenda comes into MongoDB, and how much room a slot takes there. */
import { BSON, type Db, type Document, MongoClient } from 'mongodb';
import { type Figure, toFigure } from '../figure.ts';
import type { MongoOptions } from './mongo-options.ts';

export async function measureMongoFill({ largeBase, mongo }: MongoOptions): Promise<Figure[]> {
  const { uri, shape, seconds } = await mongo.base(largeBase);
  const client = await new MongoClient(uri).connect();
  try {
    return [
      toFigure({ name: 'slots written by the store', value: shape.slots / seconds, unit: 'slots/s' }),
      ...(await sizes(client.db(), shape.slots)),
    ];
  } finally {
    await client.close();
  }
}

/** Documents that are looked at for a size. */
const sample = 1000;

/** Bytes for each slot: documents as BSON, index keys without the engine's prefix compression. */
async function sizes(database: Db, slots: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, filter] of [
    ['versions', { type: 'Slot' }],
    ['agenda', {}],
  ] as const) {
    const collection = database.collection(name);
    const documents = await collection.find(filter, { limit: sample }).toArray();
    const share = (await collection.countDocuments(filter)) / slots;
    const indexes = await collection.indexes();
    const keys = documents.map((document) => indexes.flatMap((index) => keysOf(document, index)));
    const perSlot = (sum: number): number => (sum / documents.length) * share;
    const bytes = documents.reduce((sum, document) => sum + BSON.calculateObjectSize(document), 0);
    const keyBytes = keys.flat().reduce((sum, key) => sum + BSON.calculateObjectSize(key), 0);
    figures.push(
      toFigure({ name: `${name}: documents`, value: perSlot(bytes), unit: 'bytes/slot' }),
      toFigure({ name: `${name}: index keys`, value: perSlot(keyBytes), unit: 'bytes/slot' }),
      toFigure({ name: `${name}: index keys`, value: perSlot(keys.flat().length), unit: 'keys/slot' }),
    );
  }
  return figures;
}

/** The keys that an index has of a document: one, or one for each element of an array; none when it is sparse. */
function keysOf(document: Document, { key, sparse }: Document): Document[] {
  const fields = Object.keys(key as Document);
  if (sparse && fields.every((field) => valueAt(document, field) === undefined)) return [];
  const many = fields.map((field) => [field.split('.')[0]!, document[field.split('.')[0]!]] as const);
  const [arrayName, elements] = many.find(([, value]) => Array.isArray(value)) ?? [];
  if (!elements) return [toKey(document, fields)];
  return (elements as unknown[]).map((element) => toKey({ ...document, [arrayName!]: element }, fields));
}

/** As the engine has it: values without names. */
const toKey = (document: Document, fields: readonly string[]): Document =>
  Object.fromEntries(fields.map((field, index) => [String(index), valueAt(document, field) ?? null]));

const valueAt = (document: Document, field: string): unknown =>
  field.split('.').reduce<unknown>((value, name) => (value as Document | undefined)?.[name], document);
