/** The parts of the benchmark. A later capability adds its own here: one file in groups/, one line in this table. */
import type { BenchOptions } from './bench-options.ts';
import type { Figure } from './figure.ts';
import { measureBookings } from './groups/bookings.ts';
import { measureFill } from './groups/fill.ts';
import { measureImport } from './groups/import.ts';
import { measureSearches } from './groups/searches.ts';
import { measureStart } from './groups/start.ts';
import { measureValidation } from './groups/validation.ts';

type Measure = (options: BenchOptions) => Promise<Figure[]>;

const groups: Readonly<Record<string, Measure>> = {
  fill: measureFill,
  import: measureImport,
  start: measureStart,
  searches: measureSearches,
  bookings: measureBookings,
  validation: measureValidation,
};

export const groupNames = Object.keys(groups);

/** The figures of all parts, or of `only` one of them; `onFigure` gets each as soon as it is there. */
export async function measure(
  options: BenchOptions,
  only: string | undefined,
  onFigure: (figure: Figure) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, measureGroup] of Object.entries(groups)) {
    if (only !== undefined && only !== name) continue;
    for (const figure of await measureGroup(options)) {
      figures.push(figure);
      onFigure(figure);
    }
  }
  return figures;
}
