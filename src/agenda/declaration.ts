/** What is told of an appointment to the platform (INT_R03, SPEC §7) and to the vendor's own agenda software. */
import type { Appointment } from '@medplum/fhirtypes';
import type { OutboxMessage } from '../store/unit-of-work.ts';

/** One message for each destination: the appointment as it is after the change. */
export const describeAppointment = (appointment: Appointment, destinations: readonly string[]): OutboxMessage[] =>
  destinations.map((destination) => ({
    destination,
    subject: `Appointment/${appointment.id}`,
    body: JSON.stringify(appointment),
  }));
