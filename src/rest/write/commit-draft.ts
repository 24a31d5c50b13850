/** Runs a decision over a draft as one unit of work of the store. */
import { Draft } from '../../agenda/writing/draft.ts';
import { type ResourceKey, toReference } from '../../fhir/reference.ts';
import type { ResourceStore, StoredVersion } from '../../store/resource-store.ts';
import type { Sees } from '../../store/unit-of-work.ts';

/** The version of a resource that stands after a draft: the one it wrote last, else the one that was there. */
export type VersionAfter = (key: ResourceKey) => StoredVersion;

export interface DraftUnit<T> {
  readonly sees?: Sees;
  /** Decides; what it returns makes the answer once the changes are written. */
  readonly decide: (draft: Draft) => (versionAfter: VersionAfter) => T;
}

/**
 * Sees, decides, commits: all of it or nothing. What the draft has to tell is told when it is committed, also where that is
 * after its time was over and this has rejected.
 */
export async function commitDraft<T>(store: ResourceStore, { sees = {}, decide }: DraftUnit<T>): Promise<T> {
  const { draft, answer } = await store.transact({
    sees,
    decide: (seen) => {
      const draft = new Draft(seen);
      const toAnswer = decide(draft);
      return {
        changes: draft.changes,
        // Made before the commit is there: a store may yet decide again.
        answer: (written) => {
          const last = new Map(written.map((version) => [toReference(version), version]));
          return { draft, answer: toAnswer((key) => last.get(toReference(key)) ?? seen.version(key)!) };
        },
      };
    },
    onCommitted: (committed) => committed.draft.tell(),
  });
  draft.tell();
  return answer;
}
