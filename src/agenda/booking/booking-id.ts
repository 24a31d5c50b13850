/** The id that a hold and its appointment have in common, from what the client tells. */
import { createHash } from 'node:crypto';
import type { Appointment } from '@medplum/fhirtypes';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID, as the ids of holds are. */
export const isUuid = (text: string): boolean => uuidPattern.test(text);

/**
 * The appointment's own id when it is a UUID, as `$hold` gave it. Else one that its identifier says, so that a client who
 * names his appointment may repeat `$hold` and `$book` when an answer was lost. Undefined when it has neither.
 */
export function bookingIdOf({ id, identifier }: Pick<Appointment, 'id' | 'identifier'>): string | undefined {
  if (id && isUuid(id)) return id.toLowerCase();
  const { system, value } = identifier?.[0] ?? {};
  return system && value ? toUuid(`${system}|${value}`) : undefined;
}

/** The same UUID for the same name (version 8: a hash of our own). https://www.rfc-editor.org/rfc/rfc9562#section-5.8 */
function toUuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
