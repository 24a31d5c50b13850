/** Removes what nobody asks for any more: free slots that are past. */
import type { Slot } from '@medplum/fhirtypes';
import type { CommitQueue } from './commit-queue.ts';
import type { IndexWriter } from './index-writer.ts';
import type { Statements } from './statements.ts';

/** Slots removed in one transaction: others read and write in between. */
const batchSize = 500;

/** Milliseconds since 1970. */
interface PurgeTime {
  readonly before: number;
  readonly now: number;
}

/** A slot's place in the order in which the past is gone through. */
interface Position {
  readonly lo: number;
  readonly hi: number;
  readonly pk: number;
}

interface PastSlot extends Position {
  readonly id: string;
  readonly json: string;
}

/** Where a purge works. */
export interface PurgeBase {
  readonly statements: Statements;
  readonly index: IndexWriter;
  readonly queue: CommitQueue;
}

/** Removes free slots that ended before `before`, and before now, with their history and index; returns how many. */
export async function purgeSlots({ statements, index, queue }: PurgeBase, { before, now }: PurgeTime): Promise<number> {
  let removed = 0;
  let last: Position | undefined = { lo: Number.MIN_SAFE_INTEGER, hi: 0, pk: 0 };
  while (last) {
    const { lo, hi, pk }: Position = last;
    const batch: readonly PastSlot[] = await queue.run(() => {
      const past = statements.all<PastSlot>(pastFreeSlots, lo, hi, pk, Math.min(before, now), now, batchSize);
      for (const slot of past) remove(statements, index, slot);
      index.reviseAgendas();
      return past;
    });
    removed += batch.length;
    last = batch.length === batchSize ? batch.at(-1) : undefined;
  }
  return removed;
}

function remove(statements: Statements, index: IndexWriter, { pk, id, json }: PastSlot): void {
  index.update({ pk, type: 'Slot', id }, { before: JSON.parse(json) as Slot });
  statements.run(`DELETE FROM history WHERE type = 'Slot' AND id = ?`, id);
  statements.run('DELETE FROM claim WHERE slot = ?', id);
  statements.run('DELETE FROM resource WHERE pk = ?', pk);
}

const pastFreeSlots = `SELECT m.lo, m.hi, r.pk, r.id, r.json FROM moment m CROSS JOIN resource r ON r.pk = m.pk
  WHERE m.param = 'Slot.start' AND (m.lo, m.hi, m.pk) > (?1, ?2, ?3) AND m.lo < ?4
  AND r.json ->> 'status' = 'free' AND unixepoch(r.json ->> 'end', 'subsec') * 1000 < ?4
  AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.slot = r.id AND (c.expires IS NULL OR c.expires > ?5))
  AND NOT EXISTS (SELECT 1 FROM term t CROSS JOIN posting p ON p.term = t.id
    WHERE t.param = 'Appointment.slot' AND t.value = r.id AND t.scope = 'Slot')
  ORDER BY m.lo, m.hi, m.pk LIMIT ?6`;
