/** What the database takes as one document: an entry of the log that wants a larger one could never be carried out. */
import { BSON } from 'mongodb';
import { issue, OutcomeError } from '../../fhir/outcome.ts';
import type { AgendaRow, VersionRow } from './rows.ts';

/** A document ends at 16 MB. https://www.mongodb.com/docs/manual/reference/limits/ */
const mostBytes = 15_000_000;

/** An index takes 100,000 keys of one document (the server's parameter `indexMaxNumGeneratedKeysPerDocument`). */
const mostKeys = 90_000;

/** @throws OutcomeError `too-costly` for a row that MongoDB would not take. `name`: `Slot/1`. */
export function demandRoom(name: string, row: AgendaRow | VersionRow): void {
  const keys = 'terms' in row ? Math.max(row.terms.length, row.moments.length) : 0;
  if (keys <= mostKeys && BSON.calculateObjectSize(row) <= mostBytes) return;
  throw new OutcomeError(issue('too-costly', `${name} is too large to be kept with all that it is found by`));
}

/** A line also has room for what is answered to its messages. */
const mostBytesInLine = 12_000_000;

/** The size that a line of the outbox would have. @throws OutcomeError `transient` when it would be no document. */
export function demandRoomInLine(bytes: number): number {
  if (bytes <= mostBytesInLine) return bytes;
  throw new OutcomeError(
    issue('transient', 'Too many messages about it wait to be sent: what the server could not send must go first'),
    undefined,
    { 'Retry-After': '60' },
  );
}
