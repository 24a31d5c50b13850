/** `Appointment/$hold` (IHE ITI-116). https://profiles.ihe.net/ITI/Scheduling/ITI-116.html */
import type { Appointment } from '@medplum/fhirtypes';
import { judgeHold } from '../../agenda/booking/hold.ts';
import { proposeAppointment } from '../../agenda/booking/proposal.ts';
import { formatInstant } from '../../fhir/instant.ts';
import { type Issue, refuse } from '../../fhir/outcome.ts';
import type { FhirRequest, FhirResponse } from '../interaction.ts';
import { commitDraft } from '../write/commit-draft.ts';
import { seesOf } from '../write/sees-of.ts';
import { toAppointmentBundle } from './appointment-bundle.ts';
import { type AppointmentRequest, readAppointmentRequest } from './appointment-request.ts';
import type { OperationDependencies } from './operation-dependencies.ts';

/**
 * Holds the slots of an appointment: 200 with a searchset of the Appointment, `pending`, under the id that `$book` takes,
 * and an outcome that says until when. With an id that has them already it prolongs the hold.
 */
export async function hold(deps: OperationDependencies, request: FhirRequest): Promise<FhirResponse> {
  const wanted = readAppointmentRequest(request);
  const id = wanted.id ?? deps.newId();
  return commitDraft(deps.store, {
    sees: seesOf({ key: { type: 'Appointment', id }, resource: wanted.appointment }),
    decide: (draft) => {
      const expiresAt = draft.now + deps.booking.holdMs;
      const asked = demandAppointment(wanted);
      const offer = judgeHold(draft, { id, appointment: asked, expiresAt });
      const appointments = [JSON.stringify(toPending(id, asked, proposeAppointment(offer)))];
      const body = toAppointmentBundle(request, { appointments, issues: [told(expiresAt)] });
      return () => ({ status: 200, body });
    },
  });
}

/** What the slots say, and above it what the client said; who takes part, where a proposal was asked for by reference. */
const toPending = (id: string, asked: Appointment, proposed: Appointment): Appointment => ({
  ...proposed,
  ...asked,
  participant: asked.participant?.length ? asked.participant : proposed.participant,
  id,
  status: 'pending',
});

function demandAppointment({ appointment }: AppointmentRequest): Appointment {
  if (appointment) return appointment;
  return refuse(
    'required',
    'appointment-resource is missing: a hold is prolonged by its Appointment',
    'appointment-resource',
  );
}

const told = (expiresAt: number): Issue => ({
  severity: 'information',
  code: 'informational',
  diagnostics: `The slots are held until ${formatInstant(expiresAt)}`,
});
