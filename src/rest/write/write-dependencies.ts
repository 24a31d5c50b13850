/** What the writing interactions work with. */
import type { WriteRules } from '../../agenda/deciding/judge-write.ts';
import type { ResourceStore } from '../../store/resource-store.ts';

export interface WriteDependencies {
  readonly store: ResourceStore;
  readonly rules: WriteRules;
  /** An id that no resource has yet. */
  readonly newId: () => string;
  /** Whether `PUT Type/id` of an unknown id creates. */
  readonly acceptsClientIds: boolean;
}
