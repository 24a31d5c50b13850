/** How large and how long a benchmark is. */
export interface BenchOptions {
  /** Slots of the two bases. */
  readonly smallBase: number;
  readonly largeBase: number;
  /** How long one turn of load lasts. */
  readonly loadSeconds: number;
  /** Hears what is going on, a line at a time. */
  readonly inform: (line: string) => void;
}

/** By store. A database is a guest of the benchmark's machine, or far away: its bases are filled at each run. */
export const sizes = {
  sqlite: { smallBase: 1000, largeBase: 1_000_000, loadSeconds: 2.5 },
  mongodb: { smallBase: 1000, largeBase: 100_000, loadSeconds: 2.5 },
} as const;
