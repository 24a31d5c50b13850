/** Units that are decided together while more of them come: who decides asks for the next, until the group is closed. */
import { setImmediate as others } from 'node:timers/promises';

export class OpenGroup<T> {
  readonly #units: T[] = [];
  readonly #takeWaiting: (most: number) => readonly T[];
  readonly #most: number;
  #isClosed = false;
  #wake = () => {};

  /** `takeWaiting` gives what waits at the moment and has not been taken yet; `most` is how many units the group takes in all. */
  constructor(takeWaiting: (most: number) => readonly T[], most: number) {
    this.#takeWaiting = takeWaiting;
    this.#most = most;
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
      const units = this.#takeWaiting(this.#most - this.#units.length);
      this.#units.push(...units);
      if (units.length > 0) return units;
      await this.#woken();
    }
    return [];
  }

  async #woken(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
    // What comes in the same turn is decided, and read for, together.
    if (!this.#isClosed) await others();
  }
}
