/** The hot path: one statement puts together the entries of all matching slots, as bytes. */
import type { AgendaPage, AgendaQuery, SlotForm } from '../agenda-query.ts';
import { conditionOf } from './criterion-sql.ts';
import { joined, jsonList, type Sql, sql } from './sql.ts';
import type { Statements } from './statements.ts';

interface WholePage {
  readonly total: number;
  readonly utc: number | null;
  readonly entries: Uint8Array | null;
  readonly schedules: string;
  readonly services: string;
}

/** The slots of `query`; those stored in UTC are put into local time here, one by one. */
export function agendaPage(statements: Statements, query: AgendaQuery): AgendaPage {
  const page = readWhole(statements, query);
  const hasUtc = page.utc !== null && page.utc > 0;
  return {
    total: page.total,
    entries: hasUtc ? readOneByOne(statements, query) : (page.entries ?? new Uint8Array()),
    scheduleIds: (JSON.parse(page.schedules) as string[]).sort(),
    services: [
      ...new Set((JSON.parse(page.services) as string[]).flatMap((list) => JSON.parse(list) as string[])),
    ].sort(),
  };
}

/**
 * The subquery sorts and the aggregate only joins: an ORDER BY inside `group_concat` would keep every text in a B-tree
 * first, which takes twice the time. SQLite leaves a subquery's order alone below `group_concat`; a test holds it to that.
 */
function readWhole(statements: Statements, query: AgendaQuery): WholePage {
  const whole = sql`SELECT count(*) AS total, sum(is_utc) AS utc,
      CAST(group_concat(entry, ',') AS BLOB) AS entries,
      json_group_array(DISTINCT schedule) AS schedules,
      json_group_array(DISTINCT services) FILTER (WHERE services IS NOT NULL) AS services
    FROM (SELECT schedule, is_utc, services, ${entryText(query, sql`a.body`)} AS entry
      FROM (${matches(query)}) a ORDER BY a.start, a.id)`;
  return statements.get<WholePage>(whole.text, ...whole.values)!;
}

interface MatchRow {
  readonly schedule: string;
  readonly start: number;
  readonly end: number;
  readonly is_utc: number;
  readonly opening: string;
  readonly closing: string;
}

function readOneByOne(statements: Statements, query: AgendaQuery): Uint8Array {
  const rows = sql`SELECT a.schedule, a.start, a."end", a.is_utc, ${opening(query, sql`a.body`)} AS opening, ${closing(query)} AS closing
    FROM (${matches(query)}) a ORDER BY a.start, a.id`;
  const texts = statements.all<MatchRow>(rows.text, ...rows.values).map((row) => {
    const time = (ms: number) => query.localTime(row.schedule, ms);
    const times = row.is_utc === 1 ? `,"start":"${time(row.start)}","end":"${time(row.end)}"` : '';
    return row.opening + times + row.closing;
  });
  return Buffer.from(texts.join(','));
}

const bodyColumn: Readonly<Record<SlotForm, string>> = {
  practitioner: 'practitioner',
  cpts: 'coalesce(cpts, practitioner)',
  sos: 'coalesce(sos, practitioner)',
};

/** The slots of the window that may leave in this form. */
function matches(query: AgendaQuery): Sql {
  const body: Sql = { text: bodyColumn[query.form], values: [] };
  const further = query.criteria.map(
    (criterion) =>
      sql`EXISTS (SELECT 1 FROM resource r WHERE r.pk = agenda.pk AND ${conditionOf('Slot', criterion, true)})`,
  );
  const conditions = [
    sql`start >= ${query.from}`,
    sql`start < ${query.to}`,
    sql`schedule IN (SELECT value FROM json_each(${jsonList(query.scheduleIds)}))`,
    sql`${body} <> ''`,
    ...further,
  ];
  return sql`SELECT schedule, start, id, "end", is_utc, comment, page, services, ${body} AS body FROM agenda
    WHERE ${joined(conditions, ' AND ')}`;
}

const entryText = (query: AgendaQuery, body: Sql): Sql =>
  sql`concat(${openingParts(query, body)}, ${closingParts(query)})`;
const opening = (query: AgendaQuery, body: Sql): Sql => sql`concat(${openingParts(query, body)})`;
const closing = (query: AgendaQuery): Sql => sql`concat(${closingParts(query)})`;

/** Up to where a slot stored in UTC gets its times. */
const openingParts = ({ baseUrl, profile }: AgendaQuery, body: Sql): Sql =>
  sql`${`{"fullUrl":"${baseUrl}/Slot/`}, a.id, '","resource":{"resourceType":"Slot","id":"', a.id, ${`","meta":{"profile":["${profile}"]`}, ${body}`;

const closingParts = ({ siteUrl, searchMode }: AgendaQuery): Sql =>
  sql`CASE WHEN a.page IS NOT NULL THEN concat(${`,"comment":"${siteUrl}`}, a.page, '"') WHEN a.comment IS NOT NULL THEN concat(',"comment":"', a.comment, '"') ELSE '' END, ${`},"search":{"mode":"${searchMode}"}}`}`;
