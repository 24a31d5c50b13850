/**
 * Days of agendas as they leave, kept in memory: searches ask for the same next days again and again. What is kept holds
 * as long as the agenda's revision in the file is the same, whichever process writes.
 */
import { LRUCache } from 'lru-cache';
import type { AgendaQuery } from '../agenda-query.ts';
import { readEntries, type SlotEntry } from './agenda-rows.ts';
import { jsonList } from './sql.ts';
import type { Statements } from './statements.ts';

/** By the day of UTC on which they start, in days since 1970. */
type Days = ReadonlyMap<number, readonly SlotEntry[]>;

/** What is kept of a schedule in one form. */
interface KeptAgenda {
  readonly revision: string;
  readonly days: Days;
}

const dayMs = 86_400_000;

const dayOf = (ms: number): number => Math.floor(ms / dayMs);

/** What an entry takes in memory beside its text, and an agenda beside its entries: about as many bytes. */
const overhead = 200;

const noDays: Days = new Map();

export class AgendaMemory {
  readonly #statements: Statements;
  readonly #kept: LRUCache<string, KeptAgenda>;

  /** `mostBytes`: about what is kept, at least 1. */
  constructor(statements: Statements, mostBytes: number) {
    this.#statements = statements;
    this.#kept = new LRUCache({ maxSize: mostBytes, sizeCalculation: sizeOf });
  }

  /** The slots of all the days that the query's window touches, in no order. To be called inside a read transaction. */
  entries(query: AgendaQuery): readonly SlotEntry[] {
    const scheduleIds = [...new Set(query.scheduleIds)];
    const revisions = this.#revisionsOf(scheduleIds);
    const days = daysBetween(query.from, query.to);
    return scheduleIds.flatMap((id, index) => {
      const agenda = this.#recall({ ...query, scheduleIds: [id] }, revisions[index]!, days);
      return days.flatMap((day) => agenda.get(day)!);
    });
  }

  /** The days of the query's one schedule, those not kept read from the file. */
  #recall(query: AgendaQuery, revision: string, asked: readonly number[]): Days {
    const key = keyOf(query);
    const kept = this.#kept.get(key);
    const known = kept?.revision === revision ? kept.days : noDays;
    const unknown = asked.filter((day) => !known.has(day));
    if (unknown.length === 0) return known;
    const first = unknown[0]!;
    const last = unknown.at(-1)!;
    const read = readEntries(this.#statements, { ...query, from: first * dayMs, to: (last + 1) * dayMs });
    const byDay = Map.groupBy(read, ({ start }) => dayOf(start));
    // Days before those asked for are mostly past by now.
    const days = new Map([...known].filter(([day]) => day >= asked[0]!));
    for (let day = first; day <= last; day++) days.set(day, byDay.get(day) ?? []);
    this.#kept.set(key, { revision, days });
    return days;
  }

  #revisionsOf(scheduleIds: readonly string[]): readonly string[] {
    const select = `SELECT group_concat(coalesce(r.revision, 0), ' ') AS revisions
      FROM json_each(?) j LEFT JOIN agenda_revision r ON r.schedule = j.value`;
    const row = this.#statements.get<{ revisions: string | null }>(select, jsonList(scheduleIds))!;
    return row.revisions?.split(' ') ?? [];
  }
}

const daysBetween = (from: number, to: number): readonly number[] => {
  const first = dayOf(from);
  return Array.from({ length: Math.max(0, dayOf(to - 1) - first + 1) }, (_, index) => first + index);
};

/** All that decides, beside the slots themselves, how the entries of the query's one schedule look. */
const keyOf = ({ form, profile, searchMode, baseUrl, siteUrl, zoneOf, scheduleIds: [id] }: AgendaQuery): string =>
  [id, zoneOf(id!), form, profile, searchMode, baseUrl, siteUrl].join(' ');

const sizeOf = ({ days }: KeptAgenda): number =>
  [...days.values()].flat().reduce((size, { from, to }) => size + to - from + overhead, overhead);
