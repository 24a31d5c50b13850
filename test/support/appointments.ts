/** Appointments for tests, and booking them as the server does, without its HTTP side. */
import type { Appointment } from '@medplum/fhirtypes';
import { judgePut } from '../../src/agenda/deciding/judge-write.ts';
import type { Destination } from '../../src/agenda/declared/describe-appointment.ts';
import { Draft } from '../../src/agenda/writing/draft.ts';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { codeSystem, extensionUrl, identifierSystem } from '../../src/fhir/sas.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import { nationalPractitioner, practice, rpps, slot } from './agenda-data.ts';

export const appointmentSystem = 'https://agenda.example.fr/appointment';
export const regulatorId = 'c6a7b0d2-5f0e-4f59-9c55-0b8a4a3f1e11';

/** The regulator who books: without card, named by the SAS. */
export const operator = {
  url: extensionUrl.appointmentOperator,
  valueReference: {
    identifier: {
      type: { coding: [{ system: codeSystem.identifierType, code: 'INTRN' }] },
      system: identifierSystem.sas,
      value: regulatorId,
    },
  },
};

/** A booked appointment on `Slot/<id>`, whose identifier's value is its id. */
export const appointmentOn = (
  { id, start, end }: { id?: string; start: string; end: string },
  overrides: Partial<Appointment> = {},
): Appointment => ({
  resourceType: 'Appointment',
  id: id!,
  extension: [operator],
  identifier: [{ system: appointmentSystem, value: id! }],
  status: 'booked',
  start,
  end,
  slot: [{ reference: `Slot/${id}` }],
  participant: [{ actor: { identifier: nationalPractitioner(rpps(1)) }, status: 'accepted' }],
  ...overrides,
});

/** A practice with a slot for each id, one after the other from tomorrow on. */
export function bookablePractice(ids: readonly string[], now: number = Date.now()): AgendaResource[] {
  const from = Math.ceil(now / 3_600_000) * 3_600_000 + 24 * 3_600_000;
  const startOf = (index: number) => new Date(from + index * 900_000).toISOString().replace('Z', '+00:00');
  return [...practice('d1'), ...ids.map((id, index) => slot(id, 'd1', startOf(index)))];
}

/** Writes under the rules of the domain, one unit for all; messages are queued for the destinations. */
export const write = (
  store: ResourceStore,
  resources: readonly AgendaResource[],
  destinations: readonly Destination[] = ['platform'],
): Promise<void> =>
  store.transact({
    sees: {},
    decide: (seen) => {
      const draft = new Draft(seen);
      for (const resource of resources) judgePut(draft, { resource, method: 'PUT' }, { destinations });
      return { changes: draft.changes, answer: () => undefined };
    },
  });
