/**
 * One atomic change: what it must see, and a pure decision over that. A store may call `decide` several times (when
 * another write came between), so it has no effects of its own. A refusal is thrown, and then nothing is written.
 */
import type { ResourceKey } from '../fhir/reference.ts';
import type { AgendaResource, ResourceType } from '../fhir/resource-type.ts';
import type { ReadyResource } from './ready-resource.ts';
import type { StoredResource, StoredVersion, WriteMethod } from './resource-store.ts';

/** An identifier of a type: `system` is empty when it has none. Values of national systems are prefixed. */
export interface IdentifierKey {
  readonly type: ResourceType;
  readonly system: string;
  readonly value: string;
}

/** Who has a slot: a live appointment (`Appointment/1`) without end, or a hold (`hold/…`) until an instant. */
export interface Claim {
  readonly slotId: string;
  readonly holder: string;
  /** Milliseconds since 1970; absent: until it is released. */
  readonly expiresAt?: number;
  /** The slot's vendor has set its status since, and that stays: the holder neither changes nor frees it any more. */
  readonly isOverruled?: true;
}

/**
 * What a decision is known to need, told beforehand so that a store can read it in one go. A decision that asks for more
 * gets it: a store that cannot read in the middle of a decision reads what was missing and decides again.
 */
export interface Sees {
  readonly keys?: readonly ResourceKey[];
  readonly identifiers?: readonly IdentifierKey[];
  /** Ids of slots whose claims matter. */
  readonly claims?: readonly string[];
  /** Ids of slots, among the keys, whose agenda matters: the schedule, its actors, and whose roles they are. */
  readonly agendas?: readonly string[];
  /** Whose slots matter, and who has them. */
  readonly windows?: readonly SlotWindow[];
}

/** The slots of a schedule that start in a stretch of time: milliseconds, `to` exclusive. */
export interface SlotWindow {
  readonly scheduleId: string;
  readonly from: number;
  readonly to: number;
}

/** More than any transaction can take away. */
export const referrerLimit = 10_000;

/** The store as it is at one moment. */
export interface Seen {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The current version, a deletion included. */
  version(key: ResourceKey): StoredVersion | undefined;
  /** The resource, parsed anew; undefined when it does not exist or is deleted. */
  resource<R extends AgendaResource>(key: ResourceKey): R | undefined;
  /** The resources that have the identifier, in no particular order. */
  identified(identifier: IdentifierKey): readonly StoredResource[];
  /** The claim on a slot, an expired one included: who sees it decides what expiring means. */
  claim(slotId: string): Claim | undefined;
  /** All claims of one holder, expired ones included, in order of slot. */
  claimsOf(holder: string): readonly Claim[];
  /** In order of start, then id. */
  slotsOf(window: SlotWindow): readonly StoredResource[];
  /** The schedules that this practitioner, role or place is an actor of. */
  schedulesOf(actor: ResourceKey): readonly StoredResource[];
  /** Resources that refer to this one, at most `referrerLimit` of them. */
  referrers(key: ResourceKey): readonly ResourceKey[];
}

/** A message for another system, kept with the change that causes it and sent later, in order per `subject`. */
export interface OutboxMessage {
  /** Where it goes: `platform` or `agenda`. */
  readonly destination: string;
  /** What it is about, as the destination knows it; messages of one subject are sent one after the other. */
  readonly subject: string;
  readonly body: string;
}

export type Change =
  /** `resource.id` names it; the store sets `meta.versionId` and `meta.lastUpdated`. */
  | { readonly kind: 'put'; readonly method: Exclude<WriteMethod, 'DELETE'>; readonly resource: AgendaResource }
  | { readonly kind: 'delete'; readonly key: ResourceKey }
  | ({ readonly kind: 'claim' } & Claim)
  | { readonly kind: 'release'; readonly slotId: string }
  | ({ readonly kind: 'send' } & OutboxMessage);

/** A put of what was made ready before, with this store's own `ProjectSlot`. */
export interface PutReady {
  readonly kind: 'put-ready';
  readonly method: Exclude<WriteMethod, 'DELETE'>;
  readonly ready: ReadyResource;
}

export interface Decision<T> {
  /** Carried out in this order; none: nothing is written. */
  readonly changes: readonly (Change | PutReady)[];
  /**
   * What the caller gets, from the versions that the puts and deletes made, in their order. It is made before the commit,
   * with each decision anew: it has no effects either.
   */
  answer(written: readonly StoredVersion[]): T;
}

export interface UnitOfWork<T> {
  readonly sees: Sees;
  decide(seen: Seen): Decision<T>;
  /**
   * Gets the answer once the changes are committed, by a store that may have told the caller by then that it does not know:
   * its time was over. Where `transact` resolves it may have been called or not. Throws nothing.
   */
  onCommitted?(answer: T): void;
}
