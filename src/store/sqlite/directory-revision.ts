/** Whether anything changed in the directory: people, places, structures and their schedules. */
import { type ResourceType, resourceTypes } from '../../fhir/resource-type.ts';
import type { Statements } from './statements.ts';

const outside: ReadonlySet<ResourceType> = new Set(['Slot', 'Appointment']);

/** The number of the last write of each type; a deletion is one too. Each is one look into an index. */
const select = `SELECT concat_ws(' ', ${resourceTypes
  .filter((type) => !outside.has(type))
  .map((type) => `(SELECT seq FROM resource WHERE type = '${type}' ORDER BY at DESC, seq DESC LIMIT 1)`)
  .join(', ')}) AS revision`;

/** The revision that every process on this file sees. */
export const directoryRevision = (statements: Statements): string =>
  statements.get<{ revision: string }>(select)!.revision;
