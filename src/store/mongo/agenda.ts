/** The hot path: the slots of some schedules in a window, as bytes ready to be sent. Two queries, whatever the base holds. */
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
    entries: Buffer.from(rows.map((row) => toEntry(row, query)).join(',')),
    scheduleIds: [...new Set(rows.map(({ schedule }) => schedule))].sort(),
    services: [...new Set(rows.flatMap(({ services = [] }) => services))].sort(),
  };
}

async function readRows({ collections, seq }: SearchBase, query: AgendaQuery): Promise<AgendaRow[]> {
  const { form, from, to, scheduleIds } = query;
  const window: Filter<AgendaRow> = { schedule: { $in: [...scheduleIds] }, start: { $gte: from, $lt: to } };
  const others = (['practitioner', 'cpts', 'sos'] as const).filter((one) => one !== form && one !== 'practitioner');
  const projection = Object.fromEntries(others.map((one) => [one, 0]));
  const rows = collections.agenda.find({ ...window, ...heldAt(seq) }, { projection, maxTimeMS, batchSize: 5000 });
  return (await rows.toArray()).filter((row) => bodyOf(row, form) !== undefined);
}

/** The slot's text in a form; undefined when it does not leave in it. */
function bodyOf({ practitioner, cpts, sos }: AgendaRow, form: SlotForm): string | undefined {
  const own = { practitioner, cpts, sos }[form];
  return own === undefined ? practitioner : (own ?? undefined);
}

async function withFurtherCriteria(base: SearchBase, query: AgendaQuery, rows: AgendaRow[]): Promise<AgendaRow[]> {
  if (query.criteria.length === 0 || rows.length === 0) return rows;
  const keys = rows.map(({ key }) => `Slot/${key}`);
  const filter: Filter<VersionRow> = { ...(await toFilter(base, 'Slot', query.criteria)), key: { $in: keys } };
  const found = await base.collections.versions.find(filter, { projection: { id: 1 }, maxTimeMS }).toArray();
  const ids = new Set(found.map(({ id }) => id));
  return rows.filter(({ key }) => ids.has(key));
}

function toEntry(row: AgendaRow, query: AgendaQuery): string {
  const { opening, closing } = frameEntry({ ...row, id: row.key, scheduleId: row.schedule }, query);
  return `${opening}${bodyOf(row, query.form)}${closing}`;
}
