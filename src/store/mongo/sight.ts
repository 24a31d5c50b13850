/**
 * What was read for decisions, all as it was at one number. Unless it is exact it may lack what another's entry, one that
 * follows that number, replaces: it is good for decisions whose own entry is the one that follows, and costs less.
 */
import type { Reference } from '@medplum/fhirtypes';
import { BSON, type Filter } from 'mongodb';
import { parseReference, toReference } from '../../fhir/reference.ts';
import type { ResourceType } from '../../fhir/resource-type.ts';
import { referrerLimit } from '../unit-of-work.ts';
import type { Collections } from './collections.ts';
import type { KnownRows } from './directory-rows.ts';
import type { OrderedCollection } from './ordered-collection.ts';
import { type ClaimRow, heldAt, type KeyedRow, type VersionRow } from './rows.ts';
import { currentRows, rowsAt } from './snapshot.ts';
import { maxTimeMS } from './time-limits.ts';
import { isWanted, type ListWant, startParam, type Wants } from './wants.ts';

/** What was read of a key: `row` is undefined where there is none. */
export interface Known<R> {
  readonly row: R | undefined;
}

export interface SightOptions {
  readonly seq: number;
  readonly isExact: boolean;
  /** What need not be read. */
  readonly known: KnownRows;
}

export class Sight {
  readonly #collections: Collections;
  readonly #seq: number;
  readonly #isExact: boolean;
  readonly #known: KnownRows;
  readonly #versions = new Map<string, Known<VersionRow>>();
  readonly #claims = new Map<string, Known<ClaimRow>>();
  readonly #holders = new Map<string, readonly ClaimRow[]>();
  readonly #lists = new Map<string, readonly VersionRow[]>();
  readonly #lineBytes = new Map<string, number>();

  constructor(collections: Collections, { seq, isExact, known }: SightOptions) {
    this.#collections = collections;
    this.#seq = seq;
    this.#isExact = isExact;
    this.#known = known;
  }

  /** Undefined when it was not read. */
  version(key: string): Known<VersionRow> | undefined {
    return this.#versions.get(key);
  }

  claim(slotId: string): Known<ClaimRow> | undefined {
    return this.#claims.get(slotId);
  }

  claimsOf(holder: string): readonly ClaimRow[] | undefined {
    return this.#holders.get(holder);
  }

  list({ name }: ListWant): readonly VersionRow[] | undefined {
    return this.#lists.get(name);
  }

  /** How large a line of the outbox is, 0 when it is not there; what is delivered meanwhile makes it smaller. */
  lineBytes(id: string): number | undefined {
    return this.#lineBytes.get(id);
  }

  /** Reads what is wanted, in a few queries however much it is. */
  async read({ keys, claims, agendas, holders, lists, lines }: Wants): Promise<void> {
    const wants = [...lists.values()];
    const windows = wants.filter(({ start }) => start);
    await Promise.all([
      this.#readVersions([...keys]).then(() => this.#readAgendas([...agendas])),
      this.#readClaims([...claims]),
      this.#readHolders([...holders]),
      this.#readLines([...lines]),
      this.#readLists(wants.filter(({ isOfKeys, start }) => !isOfKeys && !start)),
      this.#readLists(windows).then(() => this.#readClaimsIn(windows)),
      this.#readLists(wants.filter(({ isOfKeys }) => isOfKeys)),
    ]);
  }

  async #readVersions(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const row = this.#known.find(key);
      if (row) this.#versions.set(key, { row });
    }
    const unknown = keys.filter((key) => !this.#versions.has(key));
    const rows = await this.#rowsOf(this.#collections.versions, unknown);
    for (const row of rows.values()) this.#known.keep(row);
    for (const key of unknown) this.#versions.set(key, { row: rows.get(key) });
  }

  /** From the slots on, which were read: what a decision would ask for step by step, and be made again after each. */
  async #readAgendas(slotIds: readonly string[]): Promise<void> {
    let names = slotIds.map((id) => `Slot/${id}`);
    for (let step = 0; step < stepsToPractitioner; step++) {
      const rows = names.flatMap((name) => this.#versions.get(name)?.row ?? []);
      names = [...new Set(rows.flatMap(towardsPractitioner))];
      await this.#readVersions(names.filter((name) => !this.#versions.has(name)));
    }
  }

  async #readClaims(keys: readonly string[]): Promise<void> {
    const rows = await this.#rowsOf(this.#collections.claims, keys);
    for (const key of keys) this.#claims.set(key, { row: rows.get(key) });
  }

  /** Who has the slots of windows, which were read: a decision that clears them asks next. */
  async #readClaimsIn(windows: readonly ListWant[]): Promise<void> {
    const slotIds = windows.flatMap((want) => this.list(want) ?? []).map(({ id }) => id);
    await this.#readClaims(slotIds.filter((id) => !this.#claims.has(id)));
  }

  #rowsOf<R extends KeyedRow>(collection: OrderedCollection<R>, keys: readonly string[]): Promise<Map<string, R>> {
    const at = { seq: this.#seq, keys };
    return this.#isExact ? rowsAt(this.#collections, collection, at) : currentRows(collection, at);
  }

  async #readHolders(holders: readonly string[]): Promise<void> {
    if (holders.length === 0) return;
    const filter = { holder: { $in: holders }, ...heldAt(this.#seq) };
    const rows = await this.#collections.claims.find(filter, { maxTimeMS }).toArray();
    for (const holder of holders) {
      this.#holders.set(
        holder,
        rows.filter((row) => row.holder === holder),
      );
    }
    for (const row of rows) this.#claims.set(row.key, { row });
  }

  async #readLines(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const present = await this.#collections.lines.find({ _id: { $in: ids } }, { maxTimeMS }).toArray();
    const sizes = new Map(present.map((line) => [line._id, BSON.calculateObjectSize(line)]));
    for (const id of ids) this.#lineBytes.set(id, sizes.get(id) ?? 0);
  }

  /** Lists of one kind, in one query. */
  async #readLists(wants: readonly ListWant[]): Promise<void> {
    const [first] = wants;
    if (!first) return;
    const limit = referrerLimit * wants.length;
    const options = first.isOfKeys ? { maxTimeMS, limit, projection: { json: 0 } } : { maxTimeMS };
    const filter = { ...toFilter(wants), ...heldAt(this.#seq) };
    const rows = await this.#collections.versions.find(filter, options).toArray();
    if (first.isOfKeys && rows.length === limit && wants.length > 1) {
      // To one of them so much refers that the others may have had no room.
      await Promise.all(wants.map((want) => this.#readLists([want])));
      return;
    }
    for (const want of wants) {
      this.#lists.set(
        want.name,
        rows.filter((row) => isWanted(want, row)),
      );
    }
    if (!first.isOfKeys) for (const row of rows) this.#versions.set(row.key, { row });
  }
}

/** From a slot over its schedule and a role to a practitioner. */
const stepsToPractitioner = 3;

/** The element that leads on, by type. */
const leading: Partial<Record<ResourceType, string>> = {
  Slot: 'schedule',
  Schedule: 'actor',
  PractitionerRole: 'practitioner',
};

/** What a row leads on to, as long as the row is kept: those of the directory are, and come with each booking. */
const referred = new WeakMap<VersionRow, readonly string[]>();

/** What a row leads on to, `Schedule/x`. */
function towardsPractitioner(row: VersionRow): readonly string[] {
  const known = referred.get(row);
  if (known) return known;
  const element = leading[row.type];
  const found = element === undefined ? [] : referredIn(row, element);
  referred.set(row, found);
  return found;
}

function referredIn({ json }: VersionRow, element: string): string[] {
  const resource = JSON.parse(json ?? '{}') as Readonly<Record<string, Reference | readonly Reference[] | undefined>>;
  return [resource[element] ?? []].flat().flatMap(({ reference }) => {
    const key = parseReference(reference);
    return key ? toReference(key) : [];
  });
}

function toFilter(wants: readonly ListWant[]): Filter<VersionRow> {
  const terms = { terms: { $in: wants.flatMap((want) => want.terms) } };
  const starts = wants.flatMap(({ start }) => start ?? []);
  if (starts.length === 0) return terms;
  const anyOf = wants.map(({ terms: [term], start }) => ({
    terms: term!,
    moments: { $elemMatch: { param: startParam, lo: { $gte: start!.from, $lt: start!.to } } },
  }));
  return { $or: anyOf };
}
