/** Lines that are looked up or written together: many enough to be quick, few enough to be held in memory. */

const maxLines = 2000;
const maxBytes = 16 * 1024 * 1024;

export class LineGroup<T> {
  #lines: T[] = [];
  #bytes = 0;

  get isFull(): boolean {
    return this.#lines.length >= maxLines || this.#bytes >= maxBytes;
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
