/** Messages of the outbox as an operator sees them: rows of table `outbox` with what their line says. */
import type { DeliveryFailure, OutboxEntry, OutboxState } from '../outbox.ts';
import type { OutboxMessage } from '../unit-of-work.ts';

export interface EntryRow extends OutboxMessage {
  readonly seq: number;
  readonly at: number;
  readonly attempts: number;
  readonly is_parked: number;
  readonly failure: string | null;
  readonly is_head: number;
  readonly is_leased: number;
  readonly due: number | null;
}

/** All entries; a condition on `o`, the messages, may follow. */
export const entries = `SELECT o.*, l.is_leased, l.due, NOT o.is_parked AND NOT EXISTS (
    SELECT 1 FROM outbox e WHERE e.destination = o.destination AND e.subject = o.subject AND e.seq < o.seq
    AND NOT e.is_parked) AS is_head
  FROM outbox o JOIN outbox_line l ON l.destination = o.destination AND l.subject = o.subject`;

/** The entry at an instant, milliseconds since 1970. */
export function toEntry(row: EntryRow, now: number): OutboxEntry {
  const { seq, destination, subject, body, at, attempts, failure } = row;
  const state = stateOf(row, now);
  return {
    id: String(seq),
    destination,
    subject,
    body,
    state,
    queuedAt: at,
    attempts,
    ...(state === 'waiting' && row.is_head && row.due !== null ? { dueAt: row.due } : {}),
    ...(failure === null ? {} : { lastFailure: JSON.parse(failure) as DeliveryFailure }),
  };
}

function stateOf({ is_parked, is_head, is_leased, due }: EntryRow, now: number): OutboxState {
  if (is_parked) return 'parked';
  return is_head && is_leased && due !== null && due > now ? 'sending' : 'waiting';
}
