/** What is wrong with a resource by itself, before anything else of the file or the store is looked at. */
import type { Appointment } from '@medplum/fhirtypes';
import { isAppointmentStatus } from '../agenda/booking/status-machine.ts';
import { judgePatientIdentity } from '../agenda/writing/judge-patient-identity.ts';
import { judgeSlotForm } from '../agenda/writing/judge-slot.ts';
import { parseDateTime } from '../fhir/instant.ts';
import { type Issue, issue } from '../fhir/outcome.ts';
import { type AgendaResource, isResourceId } from '../fhir/resource-type.ts';
import { judgeShape } from '../fhir/shape.ts';

/**
 * Everything wrong with its id, shape and mandatory elements; empty when there is nothing. A slot's own rules are those
 * of `judgeResolved`.
 */
export function judgeResource(resource: AgendaResource): readonly Issue[] {
  const shape = [...judgeId(resource), ...judgeShape(resource.resourceType, resource)];
  if (shape.length > 0) return shape;
  const patients = judgePatientIdentity(resource, resource.resourceType);
  if (patients.length > 0) return patients;
  if (resource.resourceType === 'Appointment') return judgeAppointment(resource);
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

function judgeAppointment({ status, start, end, participant }: Appointment): Issue[] {
  return [
    ...(isAppointmentStatus(status) ? [] : [issue('value', `Appointment.status "${status}" is none of the guide's`)]),
    ...(participant?.length
      ? []
      : [issue('required', 'Appointment.participant is missing', 'Appointment.participant')]),
    ...judgePeriod(start, end),
  ];
}

function judgePeriod(start: string | undefined, end: string | undefined): Issue[] {
  const from = parseDateTime(start ?? '')?.from;
  const to = parseDateTime(end ?? '')?.from;
  if (from === undefined || to === undefined) {
    const path = from === undefined ? 'Appointment.start' : 'Appointment.end';
    return [issue('value', `${path} is an instant such as 2026-11-23T09:00:00+01:00`, path)];
  }
  if (from < to) return [];
  return [issue('business-rule', 'Appointment.start must be before Appointment.end', 'Appointment.start')];
}
