/**
 * One atomic change: what it must see, and a pure decision over that. A store may call `decide` several times (when
 * another write came between), so it has no effects of its own. A refusal is thrown, and then nothing is written.
 */
import type { ResourceKey } from '../fhir/reference.ts';
import type { AgendaResource, ResourceType } from '../fhir/resource-type.ts';
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
}

/** What a decision needs to see, told beforehand. */
export interface Sees {
  readonly keys?: readonly ResourceKey[];
  readonly identifiers?: readonly IdentifierKey[];
  /** Ids of slots whose claims matter. */
  readonly claims?: readonly string[];
  /** Ids of schedules whose slots that start in a stretch of time (milliseconds, `to` exclusive) matter. */
  readonly slotsOf?: readonly { readonly scheduleId: string; readonly from: number; readonly to: number }[];
  /** Resources for which it matters whether anything refers to them. */
  readonly referrers?: readonly ResourceKey[];
}

/** What was seen, all at one moment. Asking for what `Sees` did not name is a bug and throws. */
export interface Seen {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The current version, a deletion included. */
  version(key: ResourceKey): StoredVersion | undefined;
  /** The resource, parsed anew; undefined when it does not exist or is deleted. */
  resource<R extends AgendaResource>(key: ResourceKey): R | undefined;
  /** The resources that have the identifier, in no particular order. */
  identified(identifier: IdentifierKey): readonly StoredResource[];
  /** The claim on a slot, unless it has expired. */
  claim(slotId: string): Claim | undefined;
  /** The schedule's slots in any of the stretches of time named, in order of start, then id. */
  slotsOf(scheduleId: string): readonly StoredResource[];
  /** One resource that refers to this one, if any. */
  referrer(key: ResourceKey): ResourceKey | undefined;
}

/** A message for another system, kept with the change that causes it and sent later, in order per `subject`. */
export interface OutboxMessage {
  /** Where it goes: `platform` or `agenda`. */
  readonly destination: string;
  /** What it is about; messages of one subject are sent one after the other: `Appointment/1`. */
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

export interface Decision<T> {
  /** Carried out in this order; none: nothing is written. */
  readonly changes: readonly Change[];
  /** What the caller gets, from the versions that the puts and deletes made, in their order. */
  answer(written: readonly StoredVersion[]): T;
}

export interface UnitOfWork<T> {
  readonly sees: Sees;
  decide(seen: Seen): Decision<T>;
}
