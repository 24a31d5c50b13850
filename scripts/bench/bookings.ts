/** The appointments that the benchmark books: one on each slot of a base that can be booked. */
import { randomUUID } from 'node:crypto';
import type { Appointment, Practitioner, Slot } from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '../../src/fhir/sas.ts';
import { operator } from '../regulator.ts';
import { agendaResources, type BaseShape } from './agendas.ts';

const idnps = { coding: [{ system: codeSystem.identifierType, code: 'IDNPS' }] };

/** The bodies, as JSON, of appointments on free slots, each on another one; ends when all are used. */
export function* appointmentBodies(shape: BaseShape): Generator<string> {
  let rpps = '';
  for (const resource of agendaResources(shape)) {
    if (resource.resourceType === 'Practitioner') rpps = (resource as Practitioner).identifier![0]!.value!;
    if (resource.resourceType === 'Slot' && isBookable(resource)) yield JSON.stringify(toAppointment(resource, rpps));
  }
}

/** Those for the practitioner's own patients are not. */
const isBookable = ({ status, meta }: Slot): boolean => status === 'free' && meta!.security![0]!.code !== 'PATIENTELE';

const toAppointment = (slot: Slot, rpps: string): Appointment => ({
  resourceType: 'Appointment',
  extension: [operator],
  identifier: [{ system: 'https://sas-interop.org/fhir/bench', value: randomUUID() }],
  status: 'booked',
  start: slot.start,
  end: slot.end,
  slot: [{ reference: `Slot/${slot.id}` }],
  participant: [
    { actor: { identifier: { type: idnps, system: identifierSystem.practitioner, value: rpps } }, status: 'accepted' },
  ],
});
