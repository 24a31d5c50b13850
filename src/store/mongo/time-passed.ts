/**
 * How much time passed, by both clocks of the machine: that of the day may be put back or forth, the other stands still while the
 * machine sleeps.
 */

/** What both show, in milliseconds; the one since 1970, the other since the process began. */
export interface Clocks {
  readonly day: number;
  readonly steady: number;
}

export const readClocks = (): Clocks => ({ day: Date.now(), steady: performance.now() });

/** Milliseconds since then: by the clock that tells more, whichever way that of the day went. */
export const timePassedSince = ({ day, steady }: Clocks): number =>
  Math.max(Math.abs(Date.now() - day), performance.now() - steady);
