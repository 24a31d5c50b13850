/** Conditional references (`Organization?identifier=…`) to what is not in the import: those of the base. */
import { resolveConditional } from '../agenda/writing/conditional-references.ts';
import { Draft } from '../agenda/writing/draft.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { reasonOf } from './import-line.ts';

/** Each resource with its conditional references made those of the base, or why that cannot be done. */
export const resolveConditions = (
  resources: readonly AgendaResource[],
  store: ResourceStore,
): Promise<readonly (AgendaResource | string)[]> =>
  store.transact({
    sees: {},
    decide: (seen) => {
      const draft = new Draft(seen);
      const resolved = resources.map((resource) => resolve(draft, resource));
      return { changes: [], answer: () => resolved };
    },
  });

function resolve(draft: Draft, resource: AgendaResource): AgendaResource | string {
  try {
    return resolveConditional(draft, resource);
  } catch (error) {
    return reasonOf(error);
  }
}
