/** Slots of the hot path out of their table, each as the Bundle entry that leaves. */
import { frameEntry } from '../agenda-entry.ts';
import type { AgendaQuery, SlotForm } from '../agenda-query.ts';
import { conditionOf } from './criterion-sql.ts';
import { joined, jsonList, type Sql, sql } from './sql.ts';
import type { Statements } from './statements.ts';

export interface SlotEntry {
  readonly scheduleId: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly id: string;
  /** A JSON list of the ids of the HealthcareServices of the CPTS that share it. */
  readonly services: string | null;
  /** The entry, with a comma before it: `own` from `from` to `cut`, `shared`, then `own` from `cut` to `to`. */
  readonly own: Buffer;
  readonly from: number;
  readonly cut: number;
  readonly to: number;
  /** What the slots of one agenda have in common, kept once for all that were read together. */
  readonly shared: Buffer;
}

interface AgendaRow {
  readonly schedule: string;
  readonly start: number;
  readonly end: number;
  readonly id: string;
  readonly is_utc: number;
  readonly comment: string | null;
  /** A comment that is a path, in rows of earlier programs. */
  readonly page: string | null;
  readonly services: string | null;
  readonly body: string;
}

/** The slots of `query` in no order. */
export function readEntries(statements: Statements, query: AgendaQuery): readonly SlotEntry[] {
  const select = matches(query);
  const texts = statements.all<AgendaRow>(select.text, ...select.values).map((row) => toEntryText(row, query));
  const own = Buffer.from(texts.map(({ opening, closing }) => opening + closing).join(''));
  const common = new Map<string, Buffer>();
  let to = 0;
  return texts.map(({ row, opening, shared, closing }) => {
    const from = to;
    const cut = from + Buffer.byteLength(opening);
    to = cut + Buffer.byteLength(closing);
    const bytes = common.get(shared) ?? Buffer.from(shared);
    common.set(shared, bytes);
    return {
      scheduleId: row.schedule,
      start: row.start,
      id: row.id,
      services: row.services,
      own,
      from,
      cut,
      to,
      shared: bytes,
    };
  });
}

const bodyColumn: Readonly<Record<SlotForm, string>> = {
  practitioner: 'practitioner',
  cpts: 'coalesce(cpts, practitioner)',
  sos: 'coalesce(sos, practitioner)',
};

/** The slots of the window that may leave in this form. */
function matches({ form, from, to, scheduleIds, criteria }: AgendaQuery): Sql {
  const body: Sql = { text: bodyColumn[form], values: [] };
  const further = criteria.map(
    (criterion) =>
      sql`EXISTS (SELECT 1 FROM resource r WHERE r.pk = agenda.pk AND ${conditionOf('Slot', criterion, true)})`,
  );
  const conditions = [
    sql`start >= ${from}`,
    sql`start < ${to}`,
    sql`schedule IN (SELECT value FROM json_each(${jsonList(scheduleIds)}))`,
    sql`${body} <> ''`,
    ...further,
  ];
  return sql`SELECT schedule, start, "end", id, is_utc, comment, page, services, ${body} AS body FROM agenda
    WHERE ${joined(conditions, ' AND ')}`;
}

interface EntryText {
  readonly row: AgendaRow;
  readonly opening: string;
  readonly shared: string;
  readonly closing: string;
}

function toEntryText(row: AgendaRow, query: AgendaQuery): EntryText {
  const { schedule: scheduleId, start, end, id, is_utc, page, comment, body } = row;
  const slot = { scheduleId, start, end, id, isUtc: is_utc === 1, comment: page ?? comment ?? undefined };
  const { opening, closing } = frameEntry(slot, query);
  // The times stand last: what is before them is the same for most slots of an agenda.
  const times = body.lastIndexOf(',"start":');
  const cut = times < 0 ? body.length : times;
  return { row, opening: `,${opening}`, shared: body.slice(0, cut), closing: body.slice(cut) + closing };
}
