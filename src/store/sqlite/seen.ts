/** What a unit of work sees, read inside the transaction that will carry its changes. */
import type { ResourceKey } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { searchParameters } from '../../fhir/search/search-parameter.ts';
import type { StoredResource, StoredVersion } from '../resource-store.ts';
import type { Claim, IdentifierKey, Seen } from '../unit-of-work.ts';
import { membersOf } from './criterion-sql.ts';
import { type ResourceRow, toStoredResource, toStoredVersion } from './resource-row.ts';
import { joined, type Sql, sql } from './sql.ts';
import type { Statements } from './statements.ts';

const columns = 'r.type, r.id, r.version, r.at, r.method, r.json';

/** A stretch of time in which slots start: milliseconds, `to` exclusive. */
export interface SlotWindow {
  readonly from: number;
  readonly to: number;
}

/** One connection sees everything at one moment, so nothing need be read beforehand. */
export class SeenInTransaction implements Seen {
  readonly now: number;
  readonly #statements: Statements;
  readonly #slotWindows: ReadonlyMap<string, readonly SlotWindow[]>;

  constructor(statements: Statements, now: number, slotWindows: ReadonlyMap<string, readonly SlotWindow[]>) {
    this.#statements = statements;
    this.now = now;
    this.#slotWindows = slotWindows;
  }

  version(key: ResourceKey): StoredVersion | undefined {
    const row = this.#statements.get<ResourceRow>(
      `SELECT ${columns} FROM resource r WHERE r.type = ? AND r.id = ?`,
      key.type,
      key.id,
    );
    return row && toStoredVersion(row);
  }

  resource<R extends AgendaResource>(key: ResourceKey): R | undefined {
    const json = this.version(key)?.json;
    return json === undefined ? undefined : (JSON.parse(json) as R);
  }

  identified({ type, system, value }: IdentifierKey): readonly StoredResource[] {
    const anyOf = [{ scope: system, value, comparison: 'equals' as const }];
    const members = membersOf(type, { kind: 'term', param: 'identifier', negated: false, anyOf });
    return this.#resources(sql`SELECT r.* FROM (${members}) m CROSS JOIN resource r ON r.pk = m.pk ORDER BY r.pk`);
  }

  claim(slotId: string): Claim | undefined {
    const row = this.#statements.get<{ holder: string; expires: number | null }>(
      'SELECT holder, expires FROM claim WHERE slot = ?',
      slotId,
    );
    if (!row || (row.expires !== null && row.expires <= this.now)) return undefined;
    return { slotId, holder: row.holder, ...(row.expires === null ? {} : { expiresAt: row.expires }) };
  }

  slotsOf(scheduleId: string): readonly StoredResource[] {
    const windows = (this.#slotWindows.get(scheduleId) ?? []).map(
      ({ from, to }) => sql`(d.lo >= ${from} AND d.lo < ${to})`,
    );
    const members = membersOf('Slot', {
      kind: 'term',
      param: 'schedule',
      negated: false,
      anyOf: [{ scope: 'Schedule', value: scheduleId, comparison: 'equals' }],
    });
    return this.#resources(
      sql`SELECT r.* FROM (${members}) m CROSS JOIN moment d ON d.pk = m.pk AND d.param = 'Slot.start'
        CROSS JOIN resource r ON r.pk = m.pk WHERE (${joined(windows, ' OR ')}) ORDER BY d.lo, r.id`,
    );
  }

  referrer(key: ResourceKey): ResourceKey | undefined {
    for (const param of paramsTo(key)) {
      const row = this.#statements.get<{ type: ResourceKey['type']; id: string }>(
        `SELECT r.type, r.id FROM term t CROSS JOIN posting p ON p.term = t.id CROSS JOIN resource r ON r.pk = p.pk
         WHERE t.param = ? AND t.value = ? AND t.scope = ? LIMIT 1`,
        param,
        key.id,
        key.type,
      );
      if (row) return { type: row.type, id: row.id };
    }
    return undefined;
  }

  #resources(query: Sql): readonly StoredResource[] {
    return this.#statements.all<ResourceRow>(query.text, ...query.values).map(toStoredResource);
  }
}

/** `Slot.schedule`, … : every parameter by which something may refer to a resource of this type. */
const paramsTo = (key: ResourceKey): string[] =>
  Object.entries(searchParameters).flatMap(([type, list]) =>
    list.filter((one) => one.targets?.includes(key.type)).map((one) => `${type}.${one.code}`),
  );
