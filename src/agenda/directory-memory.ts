/** What searches need of practitioners, places and structures, kept in memory as long as none of them changes. */
import { LRUCache } from 'lru-cache';
import type { ResourceStore } from '../store/resource-store.ts';

/** Things kept: a practitioner's agendas, rendered, are some thousand characters. */
const mostKept = 10_000;

export interface Recalled {
  /** What things are asked about: keys of one kind stand for the same sort of thing. */
  readonly kind: string;
  readonly keys: readonly string[];
}

/** What is known of each key; those of which nothing is known are loaded together, each giving its own thing in turn. */
export type Recall = <T extends object>(
  recalled: Recalled,
  load: (unknown: readonly string[]) => Promise<readonly T[]>,
) => Promise<readonly T[]>;

export class DirectoryMemory {
  readonly #store: ResourceStore;
  readonly #kept = new LRUCache<string, object>({ max: mostKept });
  #revision: string | undefined;

  constructor(store: ResourceStore) {
    this.#store = store;
  }

  /** What holds now, good for one answer: everything kept is forgotten when the directory changed, whoever changed it. */
  async current(): Promise<Recall> {
    const revision = await this.#store.directoryRevision();
    if (revision !== this.#revision) {
      this.#kept.clear();
      this.#revision = revision;
    }
    return async <T extends object>(
      { kind, keys }: Recalled,
      load: (unknown: readonly string[]) => Promise<readonly T[]>,
    ) => {
      const known = new Map(keys.map((key) => [key, this.#kept.get(`${kind} ${key}`) as T | undefined]));
      const unknown = [...known.keys()].filter((key) => known.get(key) === undefined);
      const loaded = unknown.length > 0 ? await load(unknown) : [];
      for (const [index, key] of unknown.entries()) {
        known.set(key, loaded[index]!);
        // Read before a change that another answer has seen meanwhile, it would be kept as if read after.
        if (this.#revision === revision) this.#kept.set(`${kind} ${key}`, loaded[index]!);
      }
      return keys.map((key) => known.get(key)!);
    };
  }
}
