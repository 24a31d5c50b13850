/** What the parts of the benchmark that measure MongoDB get. */
import type { BenchOptions } from '../bench-options.ts';
import type { BenchMongo } from './bench-mongo.ts';

export interface MongoOptions extends BenchOptions {
  readonly mongo: BenchMongo;
}
