/** Lines that are looked up or written together: many enough to be quick, few enough to be held in memory. */

export const mostLines = 1000;
const mostBytes = 16 * 1024 * 1024;

export class LineGroup<T> {
  readonly #mostLines: number;
  #lines: T[] = [];
  #bytes = 0;

  constructor(most = mostLines) {
    this.#mostLines = most;
  }

  get isFull(): boolean {
    return this.#lines.length >= this.#mostLines || this.#bytes >= mostBytes;
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
