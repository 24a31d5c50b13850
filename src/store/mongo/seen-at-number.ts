/**
 * What a unit of work sees: what was read, with what the units before it change laid over. A decision cannot wait: what
 * was not read yet is answered as if it were not there, and noted; the decision is then thrown away and made again.
 */
import { parseStored } from '../../fhir/json.ts';
import type { ResourceKey } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import type { StoredResource, StoredVersion } from '../resource-store.ts';
import { type Claim, type IdentifierKey, referrerLimit, type Seen, type SlotWindow } from '../unit-of-work.ts';
import type { DraftEntry } from './draft-entry.ts';
import { toIndexFields } from './row-changes.ts';
import { toClaim, toStoredResource, toStoredVersion, type VersionFields } from './rows.ts';
import type { Sight } from './sight.ts';
import {
  identifiedWant,
  type ListWant,
  referrersWant,
  schedulesWant,
  slotsWant,
  startParam,
  type Wants,
} from './wants.ts';

export interface SeenOptions {
  readonly sight: Sight;
  readonly draft: DraftEntry;
  readonly wants: Wants;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export class SeenAtNumber implements Seen {
  readonly now: number;
  readonly #sight: Sight;
  readonly #draft: DraftEntry;
  readonly #wants: Wants;

  constructor({ sight, draft, wants, now }: SeenOptions) {
    this.#sight = sight;
    this.#draft = draft;
    this.#wants = wants;
    this.now = now;
  }

  version(key: ResourceKey): StoredVersion | undefined {
    const name = `${key.type}/${key.id}`;
    const drafted = this.#draft.version(name);
    if (drafted !== undefined) return drafted ? toStoredVersion({ ...drafted, at: this.#draft.after.at }) : undefined;
    const known = this.#sight.version(name);
    if (!known) this.#wants.keys.add(name);
    return known?.row && toStoredVersion(known.row);
  }

  resource<R extends AgendaResource>(key: ResourceKey): R | undefined {
    const json = this.version(key)?.json;
    return json === undefined ? undefined : (parseStored(json) as R);
  }

  identified(identifier: IdentifierKey): readonly StoredResource[] {
    return this.#list(identifiedWant(identifier)).map(toStoredResource);
  }

  claim(slotId: string): Claim | undefined {
    const drafted = this.#draft.claim(slotId);
    if (drafted !== undefined) return drafted?.kind === 'claim' ? claimIn(drafted) : undefined;
    const known = this.#sight.claim(slotId);
    if (!known) this.#wants.claims.add(slotId);
    return known?.row && toClaim(known.row);
  }

  claimsOf(holder: string): readonly Claim[] {
    const known = this.#sight.claimsOf(holder);
    if (!known) this.#wants.holders.add(holder);
    const changed = this.#draft.claimedSlots;
    const kept = (known ?? []).filter(({ key }) => !changed.has(key)).map(toClaim);
    const drafted = [...changed].flatMap((slotId) => this.claim(slotId) ?? []).filter((one) => one.holder === holder);
    return [...kept, ...drafted].sort((a, b) => (a.slotId < b.slotId ? -1 : 1));
  }

  slotsOf(window: SlotWindow): readonly StoredResource[] {
    const slots = this.#list(slotsWant(window)).map((row) => ({ row, start: startOf(row) }));
    return slots
      .sort((a, b) => a.start - b.start || (a.row.id < b.row.id ? -1 : 1))
      .map(({ row }) => toStoredResource(row));
  }

  schedulesOf(actor: ResourceKey): readonly StoredResource[] {
    return this.#list(schedulesWant(actor))
      .toSorted((a, b) => a.born - b.born)
      .map(toStoredResource);
  }

  referrers(key: ResourceKey): readonly ResourceKey[] {
    const rows = this.#list(referrersWant(key));
    return rows.slice(0, referrerLimit).map(({ type, id }) => ({ type, id }));
  }

  #list(want: ListWant): readonly (VersionFields & { readonly born: number })[] {
    const known = this.#sight.list(want);
    if (!known) this.#wants.lists.set(want.name, want);
    const { at } = this.#draft.after;
    const kept = (known ?? []).filter(({ key }) => this.#draft.version(key) === undefined);
    return [...kept, ...this.#draft.list(want).map((drafted) => ({ ...drafted, at }))];
  }
}

const claimIn = ({ slotId, holder, expiresAt, isOverruled }: Claim): Claim => ({
  slotId,
  holder,
  ...(expiresAt === undefined ? {} : { expiresAt }),
  ...(isOverruled ? { isOverruled } : {}),
});

const startOf = ({ type, json }: VersionFields): number => {
  const { moments } = toIndexFields(type, JSON.parse(json!) as AgendaResource);
  return moments.find(({ param }) => param === startParam)?.lo ?? 0;
};
