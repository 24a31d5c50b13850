/**
 * How much time passed, by both clocks of the machine: that of the day may be put back or forth, the other stands still while the
 * machine sleeps.
 */

/** An instant on both, in milliseconds. */
export interface Instant {
  readonly day: number;
  readonly steady: number;
}

export const instantNow = (): Instant => ({ day: Date.now(), steady: performance.now() });

/** Milliseconds since then: by the clock that tells more, whichever way that of the day went. */
export const timePassedSince = ({ day, steady }: Instant): number =>
  Math.max(Math.abs(Date.now() - day), performance.now() - steady);
