/** A collection whose operations keep their causal order (`CausalOrder`); otherwise the driver's own. */
import {
  type AggregateOptions,
  type AnyBulkWriteOperation,
  type BulkWriteOptions,
  type Collection,
  type CountDocumentsOptions,
  type Document,
  type Filter,
  type FindOptions,
  type OptionalUnlessRequiredId,
  ReadConcern,
  type ReadConcernLevel,
  type UpdateFilter,
  type UpdateResult,
  type WithId,
  type WithoutId,
} from 'mongodb';
import type { CausalOrder, InSession } from './causal-order.ts';

/** What a read adds to its options. */
type WithinRead = InSession & { readonly readConcern?: ReadConcern };

/** The documents of a query that was not sent yet. */
export interface Results<T> {
  toArray(): Promise<T[]>;
}

export class OrderedCollection<D extends Document> {
  readonly #collection: Collection<D>;
  readonly #order: CausalOrder;

  constructor(collection: Collection<D>, order: CausalOrder) {
    this.#collection = collection;
    this.#order = order;
  }

  find<T extends Document = WithId<D>>(filter: Filter<D>, options: FindOptions = {}): Results<T> {
    return {
      toArray: () =>
        this.#read((collection, within) => collection.find<T>(filter, { ...options, ...within }).toArray()),
    };
  }

  findOne(filter: Filter<D>, options: FindOptions = {}): Promise<WithId<D> | null> {
    return this.#read((collection, within) => collection.findOne(filter, { ...options, ...within }));
  }

  /** The document as it is now, not before: by its `_id`, with a read concern that sees to that. */
  findLatest(filter: Filter<D>, options: FindOptions): Promise<WithId<D> | null> {
    return this.#order.latest((within) => this.#collection.findOne(filter, { ...options, ...within }));
  }

  aggregate<T extends Document>(pipeline: Document[], options: AggregateOptions = {}): Results<T> {
    return {
      toArray: () =>
        this.#read((collection, within) => collection.aggregate<T>(pipeline, { ...options, ...within }).toArray()),
    };
  }

  countDocuments(filter: Filter<D>, options: CountDocumentsOptions = {}): Promise<number> {
    return this.#read((collection, within) => collection.countDocuments(filter, { ...options, ...within }));
  }

  insertOne(document: OptionalUnlessRequiredId<D>): Promise<unknown> {
    return this.#order.after((within) => this.#collection.insertOne(document, within));
  }

  insertMany(documents: OptionalUnlessRequiredId<D>[], options: BulkWriteOptions): Promise<unknown> {
    return this.#order.after((within) => this.#collection.insertMany(documents, { ...options, ...within }));
  }

  bulkWrite(operations: AnyBulkWriteOperation<D>[], options: BulkWriteOptions): Promise<unknown> {
    return this.#order.after((within) => this.#collection.bulkWrite(operations, { ...options, ...within }));
  }

  updateOne(filter: Filter<D>, update: UpdateFilter<D>): Promise<UpdateResult<D>> {
    return this.#order.after((within) => this.#collection.updateOne(filter, update, within));
  }

  updateMany(filter: Filter<D>, update: UpdateFilter<D>): Promise<unknown> {
    return this.#order.after((within) => this.#collection.updateMany(filter, update, within));
  }

  replaceOne(filter: Filter<D>, replacement: WithoutId<D>): Promise<{ readonly modifiedCount: number }> {
    return this.#order.after((within) => this.#collection.replaceOne(filter, replacement, within));
  }

  deleteMany(filter: Filter<D>): Promise<unknown> {
    return this.#order.after((within) => this.#collection.deleteMany(filter, within));
  }

  /** The driver writes the time that a read names into its read concern: each must have one of its own. */
  #read<T>(read: (collection: Collection<D>, within: WithinRead) => Promise<T>): Promise<T> {
    const { level } = this.#collection.readConcern ?? {};
    const own = level === undefined ? {} : { readConcern: new ReadConcern(level as ReadConcernLevel) };
    return this.#order.after((within) => read(this.#collection, { ...own, ...within }));
  }
}
