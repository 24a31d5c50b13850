/** Removes what nobody asks for any more: free slots that are past. */
import type { Slot } from '@medplum/fhirtypes';
import type { IndexWriter } from './index-writer.ts';
import type { Statements } from './statements.ts';

/** Slots removed in one transaction: others write in between. */
const batchSize = 2000;

interface PastSlot {
  readonly pk: number;
  readonly id: string;
  readonly json: string;
}

/** Removes free slots that ended before `before` (milliseconds), with their history and index; returns how many. */
export function purgeSlots(statements: Statements, index: IndexWriter, before: number): number {
  let removed = 0;
  for (let batch = batchSize; batch === batchSize; removed += batch) {
    statements.exec('BEGIN IMMEDIATE');
    try {
      batch = purgeBatch(statements, index, before);
      statements.exec('COMMIT');
    } catch (error) {
      index.forget();
      statements.exec('ROLLBACK');
      throw error;
    }
  }
  return removed;
}

function purgeBatch(statements: Statements, index: IndexWriter, before: number): number {
  const past = statements.all<PastSlot>(pastFreeSlots, before, batchSize);
  for (const { pk, id, json } of past) {
    index.update(pk, 'Slot', { before: JSON.parse(json) as Slot, after: undefined });
    statements.run(`DELETE FROM history WHERE type = 'Slot' AND id = ?`, id);
    statements.run('DELETE FROM resource WHERE pk = ?', pk);
  }
  return past.length;
}

const pastFreeSlots = `SELECT r.pk, r.id, r.json FROM moment m CROSS JOIN resource r ON r.pk = m.pk
  WHERE m.param = 'Slot.start' AND m.lo < ?1 AND r.json ->> 'status' = 'free'
  AND unixepoch(r.json ->> 'end') * 1000 < ?1
  AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.slot = r.id)
  AND NOT EXISTS (SELECT 1 FROM term t CROSS JOIN posting p ON p.term = t.id
    WHERE t.param = 'Appointment.slot' AND t.value = r.id AND t.scope = 'Slot')
  LIMIT ?2`;
