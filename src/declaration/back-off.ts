/** How long to wait after an attempt that failed: twice as long each time, at most five minutes, spread by chance. */

/** Milliseconds. */
export const backOff = {
  /** Around this long after the first attempt. */
  firstMs: 1000,
  mostMs: 300_000,
  /** A destination may ask for more (`Retry-After`), but not for more than this. */
  mostAskedMs: 3_600_000,
} as const;

export interface FailedAttempt {
  /** 1 for the first. */
  readonly attempt: number;
  /** What the destination asked for. */
  readonly askedMs?: number | undefined;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Milliseconds until the next attempt: between half of the doubled time and all of it, never less than was asked. */
export function toDelayMs({ attempt, askedMs = 0, random }: FailedAttempt): number {
  const doubled = Math.min(backOff.firstMs * 2 ** (attempt - 1), backOff.mostMs);
  const spread = doubled * (0.5 + random() / 2);
  return Math.round(Math.max(spread, Math.min(askedMs, backOff.mostAskedMs)));
}
