/** What the scheduling operations answer: a searchset of Appointments. https://profiles.ihe.net/ITI/Scheduling/StructureDefinition-ihe-sched-avail-bundle.html */
import { type Issue, toOperationOutcome } from '../../fhir/outcome.ts';
import { toBundleJson } from '../bundle.ts';
import type { FhirRequest } from '../interaction.ts';

export interface AppointmentBundle {
  /** JSON of each, in their order. */
  readonly appointments: readonly string[];
  /** How many there are, when not all are sent. */
  readonly total?: number;
  /** What else there is to say. */
  readonly issues?: readonly Issue[];
}

/** The Bundle as JSON. */
export function toAppointmentBundle(
  request: FhirRequest,
  { appointments, total, issues = [] }: AppointmentBundle,
): string {
  const url = `${request.baseUrl}/${request.path.join('/')}`;
  const outcome = JSON.stringify(toOperationOutcome(issues));
  return toBundleJson({
    type: 'searchset',
    total: total ?? appointments.length,
    links: [{ relation: 'self', url: request.query ? `${url}?${request.query}` : url }],
    entries: [
      ...appointments.map((json) => toEntry(json, request.baseUrl)),
      ...(issues.length > 0 ? [`{"resource":${outcome},"search":{"mode":"outcome"}}`] : []),
    ],
  });
}

function toEntry(json: string, baseUrl: string): string {
  const { id } = JSON.parse(json) as { id?: string };
  const fullUrl = id === undefined ? '' : `"fullUrl":${JSON.stringify(`${baseUrl}/Appointment/${id}`)},`;
  return `{${fullUrl}"resource":${json},"search":{"mode":"match"}}`;
}
