/** The hot path: the slots of some schedules in a window, as bytes ready to be sent. */
import type { AgendaPage, AgendaQuery } from '../agenda-query.ts';
import type { AgendaMemory } from './agenda-memory.ts';
import { readEntries, type SlotEntry } from './agenda-rows.ts';
import type { Statements } from './statements.ts';

export interface AgendaBase {
  readonly statements: Statements;
  readonly memory: AgendaMemory;
}

/** A longer window, in milliseconds, is no regulator's: what it asks for is not kept. */
const longestKept = 8 * 86_400_000;

/** The slots of `query`, all as they are at one moment. */
export function agendaPage({ statements, memory }: AgendaBase, query: AgendaQuery): AgendaPage {
  const isKept = query.criteria.length === 0 && query.to - query.from <= longestKept;
  const entries = isKept
    ? statements.atOneMoment(() => memory.entries(query)).filter(({ start }) => start >= query.from && start < query.to)
    : [...readEntries(statements, query)];
  const lists = new Set(entries.flatMap(({ services }) => services ?? []));
  return {
    total: entries.length,
    entries: join(entries.sort(inOrder)),
    scheduleIds: [...new Set(entries.map(({ scheduleId }) => scheduleId))].sort(),
    services: [...new Set([...lists].flatMap((list) => JSON.parse(list) as string[]))].sort(),
  };
}

const inOrder = (a: SlotEntry, b: SlotEntry): number => a.start - b.start || (a.id < b.id ? -1 : 1);

/** The entries' bytes, without the comma before the first. */
function join(entries: readonly SlotEntry[]): Uint8Array {
  const length = entries.reduce((sum, { from, to, shared }) => sum + to - from + shared.length, 0);
  const joined = Buffer.allocUnsafe(length);
  let end = 0;
  for (const { own, from, cut, to, shared } of entries) {
    end += own.copy(joined, end, from, cut);
    end += shared.copy(joined, end);
    end += own.copy(joined, end, cut, to);
  }
  return joined.subarray(1);
}
