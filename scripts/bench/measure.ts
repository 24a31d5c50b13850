/** The parts of the benchmark. A later capability adds its own here: one file, one line in the table of its store. */
import type { BenchOptions } from './bench-options.ts';
import type { Figure } from './figure.ts';
import { measureBookings } from './groups/bookings.ts';
import { measureFill } from './groups/fill.ts';
import { measureImport } from './groups/import.ts';
import { measureSearches } from './groups/searches.ts';
import { measureStart } from './groups/start.ts';
import { measureValidation } from './groups/validation.ts';
import { openBenchMongo } from './mongo/bench-mongo.ts';
import { measureMongoBookings } from './mongo/bookings.ts';
import { measureMongoFill } from './mongo/fill.ts';
import type { MongoOptions } from './mongo/mongo-options.ts';
import { measureMongoSearches } from './mongo/searches.ts';
import { measureMongoStart } from './mongo/start.ts';

type Groups<Options> = Readonly<Record<string, (options: Options) => Promise<Figure[]>>>;

const sqliteGroups: Groups<BenchOptions> = {
  fill: measureFill,
  import: measureImport,
  start: measureStart,
  searches: measureSearches,
  bookings: measureBookings,
  validation: measureValidation,
};

const mongoGroups: Groups<MongoOptions> = {
  fill: measureMongoFill,
  start: measureMongoStart,
  searches: measureMongoSearches,
  bookings: measureMongoBookings,
};

export type BenchStore = 'sqlite' | 'mongodb';

/** The names of the parts, by store. */
export const groupNames: Readonly<Record<BenchStore, readonly string[]>> = {
  sqlite: Object.keys(sqliteGroups),
  mongodb: Object.keys(mongoGroups),
};

/** What is measured: all parts of a store, or `only` one. */
export interface Scope {
  readonly store: BenchStore;
  readonly only: string | undefined;
}

/** The figures of the parts in scope; `onFigure` gets each as soon as it is there. */
export async function measure(
  options: BenchOptions,
  { store, only }: Scope,
  onFigure: (figure: Figure) => void,
): Promise<Figure[]> {
  if (store === 'sqlite') return measureGroups(chosen(sqliteGroups, only), options, onFigure);
  const mongo = await openBenchMongo(options.inform);
  try {
    return await measureGroups(chosen(mongoGroups, only), { ...options, mongo }, onFigure);
  } finally {
    await mongo.close();
  }
}

const chosen = <Options>(groups: Groups<Options>, only: string | undefined) =>
  Object.entries(groups).flatMap(([name, group]) => (only === undefined || only === name ? [group] : []));

async function measureGroups<Options>(
  groups: readonly ((options: Options) => Promise<Figure[]>)[],
  options: Options,
  onFigure: (figure: Figure) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const measureGroup of groups) {
    for (const figure of await measureGroup(options)) {
      figures.push(figure);
      onFigure(figure);
    }
  }
  return figures;
}
