/** Conditional references (`Organization?identifier=…`) to what is not in the import: those of the base. */
import { parseCondition } from '../agenda/writing/condition.ts';
import { isConditional, resolveConditional } from '../agenda/writing/conditional-references.ts';
import { Draft } from '../agenda/writing/draft.ts';
import { OutcomeError } from '../fhir/outcome.ts';
import { type AgendaResource, isResourceType } from '../fhir/resource-type.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { IdentifierKey } from '../store/unit-of-work.ts';
import { reasonOf } from './import-line.ts';

/** The identifier that a conditional reference names; undefined for any other reference, and for one that cannot be told. */
export function identifierOfCondition(reference: string): IdentifierKey | undefined {
  if (!isConditional(reference)) return undefined;
  const [type = '', query = ''] = reference.split(/\?(.*)/s);
  try {
    return isResourceType(type) ? parseCondition(type, query, reference) : undefined;
  } catch (error) {
    if (error instanceof OutcomeError) return undefined;
    throw error;
  }
}

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
