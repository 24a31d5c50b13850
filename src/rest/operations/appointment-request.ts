/** The appointment that `$hold` and `$book` are about: a resource, or a reference to what `$find` or `$hold` gave. */
import type { Appointment } from '@medplum/fhirtypes';
import { bookingIdOf, isUuid } from '../../agenda/booking/booking-id.ts';
import { refuse } from '../../fhir/outcome.ts';
import { relativize } from '../../fhir/reference.ts';
import { isResourceId } from '../../fhir/resource-type.ts';
import type { FhirRequest } from '../interaction.ts';
import { asResource } from '../write/resource-body.ts';
import { parseParameters } from './parameters.ts';

export interface AppointmentRequest {
  /** Undefined: only a reference was sent, and it names a hold. */
  readonly appointment: Appointment | undefined;
  /** The hold's id, where the client says one; see `bookingIdOf`. */
  readonly id: string | undefined;
}

/** IHE's names, and those of the Argonaut guide it comes from. */
const resourceNames = ['appointment-resource', 'appt-resource'];
const referenceNames = ['appointment-reference', 'appt-reference', 'appt-id'];

/** A proposal of `$find` is told by its slot: it is stored nowhere. */
const proposalPrefix = 'slot.';

/** The id of a slot's proposal; undefined when it would be longer than an id may be. */
export function proposalIdOf(slotId: string): string | undefined {
  const id = `${proposalPrefix}${slotId}`;
  return isResourceId(id) ? id : undefined;
}

/** @throws OutcomeError 400 for what is no Appointment, 404 for a reference to neither a proposal nor a hold. */
export function readAppointmentRequest(request: FhirRequest): AppointmentRequest {
  const parameters = parseParameters(request, resourceNames[0]);
  const find = (names: readonly string[]) => parameters.find(({ name }) => names.includes(name))?.value;
  const [resource, reference] = [find(resourceNames), find(referenceNames)];
  if (resource === undefined && reference === undefined) {
    return refuse(
      'required',
      `${resourceNames[0]} is missing: the Appointment, in Parameters or alone`,
      resourceNames[0]!,
    );
  }
  const named = reference === undefined ? undefined : parseAppointmentReference(reference, request.baseUrl);
  const appointment =
    resource === undefined ? named?.appointment : (asResource(resource, 'Appointment', request.baseUrl) as Appointment);
  return { appointment, id: named?.id ?? (appointment && bookingIdOf(appointment)) };
}

function parseAppointmentReference(value: unknown, baseUrl: string): AppointmentRequest {
  const text = typeof value === 'string' ? value : (value as { reference?: unknown } | null)?.reference;
  if (typeof text !== 'string') return refuse('value', `${referenceNames[0]} is a Reference`, referenceNames[0]!);
  const id = relativize(text, baseUrl).replace(/^Appointment\//, '');
  if (isUuid(id)) return { appointment: undefined, id: id.toLowerCase() };
  if (!id.startsWith(proposalPrefix)) {
    return refuse('not-found', `"${text}" is no appointment that $find or $hold gave`, referenceNames[0]!);
  }
  const reference = `Slot/${id.slice(proposalPrefix.length)}`;
  return {
    appointment: { resourceType: 'Appointment', status: 'proposed', slot: [{ reference }], participant: [] },
    id: undefined,
  };
}
