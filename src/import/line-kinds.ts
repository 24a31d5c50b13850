/** What each piece of a file is, one byte a piece: the passes over a file then read only what they want. */

/** In the order in which they are written: what is referred to comes first. */
export const kinds = ['directory', 'slot', 'appointment'] as const;
export type Kind = (typeof kinds)[number];

export class LineKinds {
  #codes = Buffer.alloc(1024);
  #length = 0;
  readonly #last: Record<Kind, number> = { directory: -1, slot: -1, appointment: -1 };
  readonly #counts: Record<Kind, number> = { directory: 0, slot: 0, appointment: 0 };

  /** The next piece of the file; undefined for one that holds nothing to write. */
  add(kind: Kind | undefined): void {
    if (this.#length === this.#codes.length) this.#codes = Buffer.concat([this.#codes, Buffer.alloc(this.#length)]);
    this.#codes[this.#length] = kind ? kinds.indexOf(kind) + 1 : 0;
    if (kind) {
      this.#last[kind] = this.#length;
      this.#counts[kind]++;
    }
    this.#length++;
  }

  /** The piece at `index` holds nothing to write after all. */
  drop(index: number): void {
    this.#codes[index] = 0;
  }

  /** Whether the piece at `index` (from 0) is of this kind. */
  is(kind: Kind, index: number): boolean {
    return index < this.#length && this.#codes[index] === kinds.indexOf(kind) + 1;
  }

  /** How many pieces were of this kind, dropped ones included. */
  countOf(kind: Kind): number {
    return this.#counts[kind];
  }

  /** The index of the last piece of this kind; -1 when there is none. */
  lastOf(kind: Kind): number {
    return this.#last[kind];
  }
}
