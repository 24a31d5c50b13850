/** Lines that are looked up or written together: many enough to be quick, few enough to be held in memory. */

export interface GroupSize {
  readonly lines: number;
  /** Of text. */
  readonly bytes: number;
}

/** What is written together. */
export const mostWritten: GroupSize = { lines: 1000, bytes: 16 * 1024 * 1024 };

export class LineGroup<T> {
  readonly #most: GroupSize;
  #lines: T[] = [];
  #bytes = 0;

  constructor(most = mostWritten) {
    this.#most = most;
  }

  /** Whether it has as much as it is to have, the last line perhaps over that. */
  get isFull(): boolean {
    return this.#lines.length >= this.#most.lines || this.#bytes >= this.#most.bytes;
  }

  add(line: T, bytes: number): void {
    this.#lines.push(line);
    this.#bytes += bytes;
  }

  /** All lines; begins anew. */
  take(): T[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    return lines;
  }
}
