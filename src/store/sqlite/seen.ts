/** What a unit of work sees, read inside the transaction that will carry its changes. */
import { parseStored } from '../../fhir/json.ts';
import { type ResourceKey, toReference } from '../../fhir/reference.ts';
import type { AgendaResource, ResourceType } from '../../fhir/resource-type.ts';
import { searchParameters } from '../../fhir/search/search-parameter.ts';
import type { StoredResource, StoredVersion } from '../resource-store.ts';
import { type Claim, type IdentifierKey, referrerLimit, type Seen, type SlotWindow } from '../unit-of-work.ts';
import { type ClaimRow, toClaim } from './claim-row.ts';
import { membersOf, qualified } from './criterion-sql.ts';
import { type ResourceRow, resourceColumns, toStoredResource, toStoredVersion } from './resource-row.ts';
import { jsonList, type Sql, sql } from './sql.ts';
import type { Statements } from './statements.ts';

/** One connection sees everything at one moment, so nothing need be told beforehand. */
export class SeenInTransaction implements Seen {
  readonly now: number;
  readonly #statements: Statements;
  /** What was read already, by type and id: rules that know nothing of each other ask for the same. */
  readonly #versions = new Map<string, StoredVersion | undefined>();
  /** The same, by slot. */
  readonly #claims = new Map<string, Claim | undefined>();

  constructor(statements: Statements, now: number) {
    this.#statements = statements;
    this.now = now;
  }

  version(key: ResourceKey): StoredVersion | undefined {
    const name = toReference(key);
    if (this.#versions.has(name)) return this.#versions.get(name);
    const version = this.#readVersion(key);
    this.#versions.set(name, version);
    return version;
  }

  #readVersion(key: ResourceKey): StoredVersion | undefined {
    const row = this.#statements.get<ResourceRow>(
      `SELECT ${resourceColumns.text} FROM resource r WHERE r.type = ? AND r.id = ?`,
      key.type,
      key.id,
    );
    return row && toStoredVersion(row);
  }

  resource<R extends AgendaResource>(key: ResourceKey): R | undefined {
    const json = this.version(key)?.json;
    return json === undefined ? undefined : (parseStored(json) as R);
  }

  identified({ type, system, value }: IdentifierKey): readonly StoredResource[] {
    const param = qualified(type, 'identifier');
    return this.#resources(
      sql`SELECT ${resourceColumns} FROM term t CROSS JOIN posting p ON p.term = t.id CROSS JOIN resource r ON r.pk = p.pk
        WHERE t.param = ${param} AND t.value = ${value} AND t.scope = ${system} ORDER BY r.pk`,
    );
  }

  claim(slotId: string): Claim | undefined {
    if (this.#claims.has(slotId)) return this.#claims.get(slotId);
    const claim = this.#readClaim(slotId);
    this.#claims.set(slotId, claim);
    return claim;
  }

  #readClaim(slotId: string): Claim | undefined {
    const row = this.#statements.get<ClaimRow>('SELECT * FROM claim WHERE slot = ?', slotId);
    return row && toClaim(row);
  }

  claimsOf(holder: string): readonly Claim[] {
    return this.#statements.all<ClaimRow>('SELECT * FROM claim WHERE holder = ? ORDER BY slot', holder).map(toClaim);
  }

  slotsOf({ scheduleId, from, to }: SlotWindow): readonly StoredResource[] {
    const members = referringTo('Slot', 'schedule', { type: 'Schedule', id: scheduleId });
    return this.#resources(
      sql`SELECT r.* FROM (${members}) m CROSS JOIN moment d ON d.pk = m.pk AND d.param = 'Slot.start'
        CROSS JOIN resource r ON r.pk = m.pk WHERE d.lo >= ${from} AND d.lo < ${to} ORDER BY d.lo, r.id`,
    );
  }

  schedulesOf(actor: ResourceKey): readonly StoredResource[] {
    const members = referringTo('Schedule', 'actor', actor);
    return this.#resources(sql`SELECT r.* FROM (${members}) m CROSS JOIN resource r ON r.pk = m.pk ORDER BY r.pk`);
  }

  referrers(key: ResourceKey): readonly ResourceKey[] {
    const params = jsonList(paramsTo(key));
    return this.#statements.all<ResourceKey>(
      `SELECT DISTINCT r.type, r.id FROM json_each(?) j CROSS JOIN term t ON t.param = j.value AND t.value = ? AND t.scope = ?
       CROSS JOIN posting p ON p.term = t.id CROSS JOIN resource r ON r.pk = p.pk LIMIT ${referrerLimit}`,
      params,
      key.id,
      key.type,
    );
  }

  #resources(query: Sql): readonly StoredResource[] {
    return this.#statements.all<ResourceRow>(query.text, ...query.values).map(toStoredResource);
  }
}

const referringTo = (type: ResourceType, param: string, { type: scope, id: value }: ResourceKey): Sql =>
  membersOf(type, { kind: 'term', param, negated: false, anyOf: [{ scope, value, comparison: 'equals' }] });

/** `Slot.schedule`, … : every parameter by which something may refer to a resource of this type. */
const paramsTo = (key: ResourceKey): string[] =>
  Object.entries(searchParameters).flatMap(([type, list]) =>
    list.filter((one) => one.targets?.includes(key.type)).map((one) => `${type}.${one.code}`),
  );
