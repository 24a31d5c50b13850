/** How much chaos: `SAS_CHAOS` is `small` (default, with every test run), `full` (CI), or a factor on `full`. */

const asked = process.env.SAS_CHAOS ?? 'small';

/** The number of rounds: `small` ones, or `full` ones times the factor. */
export function rounds(small: number, full: number): number {
  if (asked === 'small') return small;
  return asked === 'full' ? full : Math.ceil(full * Number(asked));
}

/** Time limit of a test, in milliseconds. */
export const patience = 600_000;
