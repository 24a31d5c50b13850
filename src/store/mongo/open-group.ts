/** Units that are decided together while more of them come: who decides asks for the next, until the group is closed. */
import { setImmediate as others } from 'node:timers/promises';

/** What a group takes. */
export interface GroupLimits {
  /** Units, in all. */
  readonly most: number;
  /** How long after the first of them others may join, in milliseconds: all get its instant. */
  readonly joinMs: number;
}

export class OpenGroup<T> {
  readonly #units: T[] = [];
  readonly #takeWaiting: (most: number) => readonly T[];
  readonly #limits: GroupLimits;
  /** When nobody may join any more, in milliseconds of `performance.now()`. */
  #end = Number.POSITIVE_INFINITY;
  #isClosed = false;
  #wake = () => {};

  /** `takeWaiting` gives, of what waits at the moment and has not been taken yet, so many at most. */
  constructor(takeWaiting: (most: number) => readonly T[], limits: GroupLimits) {
    this.#takeWaiting = takeWaiting;
    this.#limits = limits;
  }

  /** Those that it has taken, in their order. */
  get units(): readonly T[] {
    return this.#units;
  }

  /** To be called when something has begun to wait. */
  wake(): void {
    this.#wake();
  }

  /** From now on it takes nothing. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** What is taken next, as soon as something waits; nothing once the group is closed. */
  async next(): Promise<readonly T[]> {
    while (!this.#isClosed) {
      const units = this.#take();
      if (units.length > 0) return units;
      await this.#woken();
    }
    return [];
  }

  #take(): readonly T[] {
    const now = performance.now();
    if (now >= this.#end) return [];
    const units = this.#takeWaiting(this.#limits.most - this.#units.length);
    if (units.length > 0 && this.#units.length === 0) this.#end = now + this.#limits.joinMs;
    this.#units.push(...units);
    return units;
  }

  async #woken(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
    // What comes in the same turn is decided, and read for, together.
    if (!this.#isClosed) await others();
  }
}
