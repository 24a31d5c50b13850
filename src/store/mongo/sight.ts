/** What was read for decisions, all as it was at one number. */
import type { Filter } from 'mongodb';
import { referrerLimit } from '../unit-of-work.ts';
import type { Collections } from './collections.ts';
import { type ClaimRow, heldAt, type VersionRow } from './rows.ts';
import { rowsAt } from './snapshot.ts';
import { maxTimeMS } from './time-limits.ts';
import { isWanted, type ListWant, startParam, type Wants } from './wants.ts';

/** `known`: whether it was read at all; `row`: what there is of it. */
export interface Known<R> {
  readonly row: R | undefined;
}

export class Sight {
  readonly #collections: Collections;
  readonly #seq: number;
  readonly #versions = new Map<string, Known<VersionRow>>();
  readonly #claims = new Map<string, Known<ClaimRow>>();
  readonly #holders = new Map<string, readonly ClaimRow[]>();
  readonly #lists = new Map<string, readonly VersionRow[]>();

  constructor(collections: Collections, seq: number) {
    this.#collections = collections;
    this.#seq = seq;
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

  /** Reads what is wanted, in a few queries however much it is. */
  async read({ keys, claims, holders, lists }: Wants): Promise<void> {
    const wants = [...lists.values()];
    await Promise.all([
      this.#readVersions([...keys]),
      this.#readClaims([...claims]),
      this.#readHolders([...holders]),
      this.#readLists(wants.filter(({ isOfKeys, start }) => !isOfKeys && !start)),
      this.#readLists(wants.filter(({ start }) => start)),
      this.#readLists(wants.filter(({ isOfKeys }) => isOfKeys)),
    ]);
  }

  async #readVersions(keys: readonly string[]): Promise<void> {
    const rows = await rowsAt(this.#collections, this.#collections.versions, { seq: this.#seq, keys });
    for (const key of keys) this.#versions.set(key, { row: rows.get(key) });
  }

  async #readClaims(keys: readonly string[]): Promise<void> {
    const rows = await rowsAt(this.#collections, this.#collections.claims, { seq: this.#seq, keys });
    for (const key of keys) this.#claims.set(key, { row: rows.get(key) });
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

  /** Lists of one kind, in one query. */
  async #readLists(wants: readonly ListWant[]): Promise<void> {
    const [first] = wants;
    if (!first) return;
    const limit = first.isOfKeys ? { limit: referrerLimit * wants.length, projection: { json: 0 } } : {};
    const filter = { ...toFilter(wants), ...heldAt(this.#seq) };
    const rows = await this.#collections.versions.find(filter, { maxTimeMS, ...limit }).toArray();
    for (const want of wants) {
      this.#lists.set(
        want.name,
        rows.filter((row) => isWanted(want, row)),
      );
    }
    if (!first.isOfKeys) for (const row of rows) this.#versions.set(row.key, { row });
  }
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
