/** `Appointment/$book` (IHE ITI-117). https://profiles.ihe.net/ITI/Scheduling/ITI-117.html */
import { judgeBook } from '../../agenda/deciding/book.ts';
import { refuse } from '../../fhir/outcome.ts';
import type { FhirRequest, FhirResponse } from '../interaction.ts';
import { versionHeaders } from '../version-headers.ts';
import { commitDraft } from '../write/commit-draft.ts';
import { seesOf } from '../write/sees-of.ts';
import { locationOf } from '../write/write-response.ts';
import { toAppointmentBundle } from './appointment-bundle.ts';
import { readAppointmentRequest } from './appointment-request.ts';
import type { OperationDependencies } from './operation-dependencies.ts';

/**
 * Books an appointment, which may be held: 201 with `Location` and a searchset of it; 200 when it is booked already. An
 * appointment whose hold is over is booked like any other, when its slots are still free.
 */
export async function book(deps: OperationDependencies, request: FhirRequest): Promise<FhirResponse> {
  const { appointment, id = deps.newId() } = readAppointmentRequest(request);
  if (!appointment) {
    const wanted = 'appointment-resource is missing: the Appointment as it is to be, with its operator';
    return refuse('required', wanted, 'appointment-resource');
  }
  const { identifierSystem } = deps.booking;
  return commitDraft(deps.store, {
    sees: seesOf({ key: { type: 'Appointment', id }, resource: appointment }),
    decide: (draft) => {
      const { key, isNew } = judgeBook(draft, { id, appointment, identifierSystem }, deps.rules);
      return (versionAfter) => {
        const version = versionAfter(key);
        const headers = { ...versionHeaders(version), Location: locationOf(version, request.baseUrl) };
        const body = toAppointmentBundle(request, { appointments: [version.json!] });
        return { status: isNew ? 201 : 200, headers, body };
      };
    },
  });
}
