/** What is wrong with a resource by itself, before anything else of the file or the store is looked at. */
import { judgePatientIdentity } from '../agenda/writing/judge-patient-identity.ts';
import { judgeSlotForm } from '../agenda/writing/judge-slot.ts';
import { type Issue, issue } from '../fhir/outcome.ts';
import { type AgendaResource, isResourceId } from '../fhir/resource-type.ts';
import { judgeShape } from '../fhir/shape.ts';

/**
 * Everything wrong with its id, shape and mandatory elements; empty when there is nothing. A slot's own rules are those
 * of `judgeResolved`; an appointment's depend on its slots, and are asked when it is written.
 */
export function judgeResource(resource: AgendaResource): readonly Issue[] {
  const shape = [...judgeId(resource), ...judgeShape(resource.resourceType, resource)];
  if (shape.length > 0) return shape;
  const patients = judgePatientIdentity(resource, resource.resourceType);
  if (patients.length > 0) return patients;
  if (resource.resourceType === 'Schedule' && !resource.actor?.length) {
    return [issue('required', 'Schedule.actor is missing: whose agenda it is', 'Schedule.actor')];
  }
  return [];
}

/** The same of what must be known already to which resources of this server it refers. */
export const judgeResolved = (resource: AgendaResource): readonly Issue[] =>
  resource.resourceType === 'Slot' ? judgeSlotForm(resource) : [];

function judgeId({ resourceType, id }: AgendaResource): Issue[] {
  if (typeof id !== 'string' || isResourceId(id)) return [];
  return [issue('value', `${resourceType}.id has 1 to 64 letters, digits, "-" and "."`, `${resourceType}.id`)];
}
