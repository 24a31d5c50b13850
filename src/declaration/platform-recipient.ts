/** The national platform (INT_R03, SPEC §7). */
import type { Appointment } from '@medplum/fhirtypes';
import { formatInstant } from '../fhir/instant.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { Recipient } from './recipient.ts';

export interface PlatformOptions {
  /** The FHIR base of the platform, without a slash at its end. */
  readonly url: string;
  readonly store: Pick<ResourceStore, 'readVersion'>;
}

const headers = { 'content-type': 'application/fhir+json', accept: 'application/fhir+json' };

/**
 * The first thing ever sent of an identifier is a POST; each retry and each change is a conditional update, which the
 * platform carries out any number of times with one result, and which creates what it does not know.
 */
export const platformRecipient = ({ url, store }: PlatformOptions): Recipient => ({
  destination: 'platform',
  async toRequest({ fence, body }) {
    const { id, ...told } = JSON.parse(body) as Appointment;
    const appointment = await withCreated(told, id, store);
    const text = JSON.stringify(appointment);
    if (fence === 1) return { method: 'POST', url: `${url}/Appointment`, headers, body: text };
    const { system = '', value = '' } = appointment.identifier?.[0] ?? {};
    const token = encodeURIComponent(`${escapeToken(system)}|${escapeToken(value)}`);
    return { method: 'PUT', url: `${url}/Appointment?identifier=${token}`, headers, body: text };
  },
});

/** The guide wants to know when it was made: where nobody said so, when it was first written here, under this id. */
async function withCreated(
  appointment: Appointment,
  id: string | undefined,
  store: PlatformOptions['store'],
): Promise<Appointment> {
  if (appointment.created || id === undefined) return appointment;
  const first = await store.readVersion({ type: 'Appointment', id }, 1);
  return first ? { ...appointment, created: formatInstant(first.lastUpdated) } : appointment;
}

/** https://hl7.org/fhir/R4/search.html#escaping */
const escapeToken = (text: string): string => text.replace(/[\\,|$]/g, '\\$&');
