/** What searches need of practitioners, places and structures, kept in memory as long as none of them changes. */
import { LRUCache } from 'lru-cache';
import type { ResourceStore } from '../store/resource-store.ts';

/** Things kept: a practitioner's agendas, rendered, are some thousand characters. */
const mostKept = 10_000;

/** What is kept under `key`, else what `load` reads now; one key always has the same kind of thing. */
export type Recall = <T extends object>(key: string, load: () => Promise<T>) => Promise<T>;

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
    return async <T extends object>(key: string, load: () => Promise<T>) => {
      const kept = this.#kept.get(key);
      if (kept !== undefined) return kept as T;
      const loaded = await load();
      // Read before a change that another answer has seen meanwhile, it would be kept as if read after.
      if (this.#revision === revision) this.#kept.set(key, loaded);
      return loaded;
    };
  }
}
