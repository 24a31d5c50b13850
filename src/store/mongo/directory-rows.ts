/**
 * Rows of the directory (practitioners, places, schedules …) that decisions have read, kept in memory as long as nothing
 * in the directory changes: bookings want the same few again and again. The state tells when that was.
 */
import { LRUCache } from 'lru-cache';
import { isOfDirectory, type State } from './log-entry.ts';
import type { VersionRow } from './rows.ts';

/** Of texts, about. */
const mostCharacters = 8_000_000;

/** The rows as they are at a state. */
export interface KnownRows {
  /** The row that a key has; undefined when it is not known. */
  find(key: string): VersionRow | undefined;
  /** Keeps a row that was read as it is at the state. */
  keep(row: VersionRow): void;
}

export class DirectoryRows {
  readonly #rows = new LRUCache<string, VersionRow>({
    maxSize: mostCharacters,
    sizeCalculation: ({ json }) => 200 + (json?.length ?? 0),
  });
  #directory: number | undefined;

  /** What is known at a state: everything, if it was read since the directory was last changed. */
  at({ directory }: State): KnownRows {
    if (directory !== this.#directory) this.#rows.clear();
    this.#directory = directory;
    return {
      find: (key) => (directory === this.#directory ? this.#rows.get(key) : undefined),
      keep: (row) => {
        if (directory === this.#directory && isOfDirectory(row.type)) this.#rows.set(row.key, row);
      },
    };
  }
}
