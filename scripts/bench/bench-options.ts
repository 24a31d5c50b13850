/** How large and how long a benchmark is: a test runs it at toy size. */
export interface BenchOptions {
  /** Slots of the two bases. */
  readonly smallBase: number;
  readonly largeBase: number;
  /** How long one turn of load lasts. */
  readonly loadSeconds: number;
  /** Hears what is going on, a line at a time. */
  readonly inform: (line: string) => void;
}

export const fullSize = { smallBase: 1000, largeBase: 1_000_000, loadSeconds: 2.5 };
