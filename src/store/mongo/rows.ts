/**
 * The documents that say how things are. Every write has a number (`seq`) of its own, in one order for the whole base; it
 * is the `_id` of the row that the write made. A row holds from its `_id` on until the number of the write that replaced it,
 * so that the base can be read as it was at any number of late.
 */
import type { Binary } from 'mongodb';
import type { ResourceType } from '../../fhir/resource-type.ts';
import type { StoredResource, StoredVersion, WriteMethod } from '../resource-store.ts';
import type { Claim } from '../unit-of-work.ts';

/** The `until` of a row that nothing has replaced. */
export const forever = Number.MAX_SAFE_INTEGER;

interface Row {
  /** The number of the write that made it. */
  readonly _id: number;
  /** What it is about: `Slot/1` for versions, the slot's id for agenda rows and claims. */
  readonly key: string;
  /** The number of the write that replaced it. */
  readonly until: number;
  /** Since when nobody needs it: it is removed some hours later. */
  readonly gone?: Date;
}

/** Rows of which a key has one at a time: that one carries the key once more, in an index that has no others. */
export interface KeyedRow extends Row {
  readonly current?: string;
}

/** A date's stretch of time under a parameter: `Slot.start`. Milliseconds, `hi` exclusive. */
export interface MomentField {
  readonly param: string;
  readonly lo: number;
  readonly hi: number;
}

/** One version of a resource. */
export interface VersionRow extends KeyedRow {
  readonly type: ResourceType;
  readonly id: string;
  readonly version: number;
  /** The number of the write that created the resource: the order of creation. */
  readonly born: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: WriteMethod;
  /** Null: a deletion. */
  readonly json: string | null;
  /** See `toTermText`. */
  readonly terms: readonly string[];
  readonly moments: readonly MomentField[];
  /** The number of the purge that removed it from the history too. */
  readonly purged?: number;
}

/** A free slot that may leave, rendered (see `SlotProjection`). */
export interface AgendaRow extends Row {
  readonly schedule: string;
  readonly start: number;
  readonly end: number;
  readonly isUtc: boolean;
  /** A comment that is a path stands for a page of this server. */
  readonly comment?: string;
  readonly services?: readonly string[];
  /** Texts in UTF-8: as strings they would be decoded and encoded again by each search. */
  readonly practitioner?: Binary;
  /** Absent where it is the same as `practitioner`, null where the slot does not leave in this form. */
  readonly cpts?: Binary | null;
  readonly sos?: Binary | null;
}

/** Who has a slot; `key` is the slot's id. */
export interface ClaimRow extends KeyedRow {
  readonly holder: string;
  /** Milliseconds since 1970. */
  readonly expires?: number;
  readonly isOverruled?: true;
}

/** The condition on a row that it held at a number. */
export const heldAt = (seq: number) => ({ _id: { $lte: seq }, until: { $gt: seq } });

/** What a version row says as the port has it. */
export type VersionFields = Pick<VersionRow, 'type' | 'id' | 'version' | 'at' | 'method' | 'json'>;

export const toStoredVersion = ({ type, id, version, at, method, json }: VersionFields): StoredVersion => ({
  type,
  id,
  versionId: version,
  lastUpdated: at,
  method,
  json: json ?? undefined,
});

/** The same for rows of which it is known that they are no deletion. */
export const toStoredResource = (row: VersionFields): StoredResource => toStoredVersion(row) as StoredResource;

export const toClaim = ({ key, holder, expires, isOverruled }: Omit<ClaimRow, '_id' | 'until'>): Claim => ({
  slotId: key,
  holder,
  ...(expires === undefined ? {} : { expiresAt: expires }),
  ...(isOverruled ? { isOverruled } : {}),
});
