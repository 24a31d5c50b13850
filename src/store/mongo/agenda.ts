/**
 * The hot path: the slots of some schedules in a window, as bytes ready to be sent. Two queries, whatever the base holds. A
 * slot's text goes from the driver's buffer into the answer as it is: it never becomes a string.
 */
import type { Filter } from 'mongodb';
import { frameEntry } from '../agenda-entry.ts';
import type { AgendaPage, AgendaQuery, SlotForm } from '../agenda-query.ts';
import { type SearchBase, toFilter } from './criterion-filter.ts';
import { type AgendaRow, heldAt, type VersionRow } from './rows.ts';
import { maxTimeMS } from './time-limits.ts';

/** The slots of `query`, all as they are at one moment. */
export async function agendaPage(base: SearchBase, query: AgendaQuery): Promise<AgendaPage> {
  const rows = await withFurtherCriteria(base, query, await readRows(base, query));
  rows.sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
  return {
    total: rows.length,
    entries: joined(rows, query),
    scheduleIds: [...new Set(rows.map(({ schedule }) => schedule))].sort(),
    services: [...new Set(rows.flatMap(({ services = [] }) => services))].sort(),
  };
}

/** A row as it is read: its texts are views of what came from the database. */
type SlotRow = Pick<AgendaRow, 'key' | 'schedule' | 'start' | 'end' | 'isUtc' | 'comment' | 'services'> & {
  readonly [Form in SlotForm]?: Uint8Array | null;
};

async function readRows({ collections, seq }: SearchBase, query: AgendaQuery): Promise<SlotRow[]> {
  const { form, from, to, scheduleIds } = query;
  const window: Filter<AgendaRow> = { schedule: { $in: [...scheduleIds] }, start: { $gte: from, $lt: to } };
  const wanted = ['key', 'schedule', 'start', 'end', 'isUtc', 'comment', 'services', 'practitioner', form] as const;
  const projection = { _id: 0, ...Object.fromEntries(wanted.map((field) => [field, 1])) };
  const options = { projection, maxTimeMS, batchSize: 5000, promoteBuffers: true };
  const rows = await collections.agenda.find<SlotRow>({ ...window, ...heldAt(seq) }, options).toArray();
  return rows.filter((row) => bodyOf(row, form) !== undefined);
}

/** The slot's text in a form; undefined when it does not leave in it. */
function bodyOf(row: SlotRow, form: SlotForm): Uint8Array | undefined {
  const own = row[form];
  return (own === undefined ? row.practitioner : own) ?? undefined;
}

async function withFurtherCriteria(base: SearchBase, query: AgendaQuery, rows: SlotRow[]): Promise<SlotRow[]> {
  if (query.criteria.length === 0 || rows.length === 0) return rows;
  const keys = rows.map(({ key }) => `Slot/${key}`);
  const filter: Filter<VersionRow> = { ...(await toFilter(base, 'Slot', query.criteria)), key: { $in: keys } };
  const found = await base.collections.versions.find(filter, { projection: { id: 1 }, maxTimeMS }).toArray();
  const ids = new Set(found.map(({ id }) => id));
  return rows.filter(({ key }) => ids.has(key));
}

/** The entries with commas between them, each written as soon as it is made: no text waits to be collected. */
function joined(rows: readonly SlotRow[], query: AgendaQuery): Uint8Array {
  const bodies = rows.reduce((sum, row) => sum + bodyOf(row, query.form)!.length, 0);
  let bytes = Buffer.allocUnsafe(bodies + rows.length * usualFrame);
  let end = 0;
  for (const row of rows) {
    const body = bodyOf(row, query.form)!;
    const { opening, closing } = frameEntry({ ...row, id: row.key, scheduleId: row.schedule }, query);
    const most = end + 1 + body.length + (opening.length + closing.length) * mostBytesOfUnit;
    if (most > bytes.length) bytes = Buffer.concat([bytes], most * 2);
    if (end > 0) end += bytes.write(',', end);
    end += bytes.write(opening, end);
    bytes.set(body, end);
    end += body.length;
    end += bytes.write(closing, end);
  }
  return bytes.subarray(0, end);
}

/** Bytes around a slot's text, more than most have. */
const usualFrame = 600;

/** A UTF-16 unit has at most so many in UTF-8. */
const mostBytesOfUnit = 3;
