/** Resources in the form in which they leave, kept in memory as long as the versions they are made from are current. */
import type { Resource } from '@medplum/fhirtypes';
import { LRUCache } from 'lru-cache';
import type { StoredResource } from '../store/resource-store.ts';

/** Characters of rendered text that are kept: some 20,000 practitioners with their roles and schedules. */
const maxCharacters = 60_000_000;

/** One resource of an answer, and its JSON. */
export interface Rendered<R extends Resource> {
  readonly resource: R;
  readonly json: string;
}

export class RenderedResources {
  readonly #kept = new LRUCache<string, Rendered<Resource>>({
    maxSize: maxCharacters,
    sizeCalculation: ({ json }) => json.length * 3,
  });

  /** The rendering of `sources[0]` under a profile, which may draw on the others; made once per set of versions. */
  of<R extends Resource>(profile: string, sources: readonly StoredResource[], render: () => R): Rendered<R> {
    const key = `${profile} ${sources.map(({ type, id, versionId }) => `${type}/${id}/${versionId}`).join(' ')}`;
    const known = this.#kept.get(key);
    if (known) return known as Rendered<R>;
    const resource = render();
    const rendered = { resource, json: JSON.stringify(resource) };
    this.#kept.set(key, rendered);
    return rendered;
  }
}
