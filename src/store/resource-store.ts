/**
 * The port behind which resources are kept. Nothing here assumes SQL, one process, one machine, or a transaction held
 * open across calls: what must be atomic is one call, `transact`.
 */
import type { ResourceKey } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-type.ts';
import type { Criterion, SortKey } from '../fhir/search/criterion.ts';
import type { AgendaPage, AgendaQuery } from './agenda-query.ts';
import type { Outbox } from './outbox.ts';
import type { Claim, UnitOfWork } from './unit-of-work.ts';

export type WriteMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One version of a resource. */
export interface StoredVersion extends ResourceKey {
  /** 1 for the first version, then one more at each write, a deletion included. */
  readonly versionId: number;
  /** Milliseconds since 1970; never earlier than that of any version committed before. */
  readonly lastUpdated: number;
  readonly method: WriteMethod;
  /** The resource as stored, `meta.versionId` and `meta.lastUpdated` included; undefined where this version deletes it. */
  readonly json: string | undefined;
}

/** A version that is not a deletion. */
export interface StoredResource extends StoredVersion {
  readonly json: string;
}

/** Which matches of a type a store is to give; its includes, summaries and links are the REST layer's. */
export interface StoreSearch {
  readonly type: ResourceType;
  readonly criteria: readonly Criterion[];
  /** Empty: in order of creation. */
  readonly sort: readonly SortKey[];
  readonly count: number;
  /** The `next` of the page before. */
  readonly cursor?: string;
}

export interface SearchPage {
  readonly matches: readonly StoredResource[];
  /** Where the next page begins, when there is one: it names a position in the order, so writes in between move nothing. */
  readonly next?: string;
}

export interface HistoryQuery {
  /** Absent: of all types. */
  readonly type?: ResourceType;
  /** Only with `type`: of one resource. */
  readonly id?: string;
  /** Only versions written at this instant (milliseconds) or later. */
  readonly since?: number;
  readonly count: number;
  readonly cursor?: string;
}

/** The newest version first. */
export interface HistoryPage {
  readonly versions: readonly StoredVersion[];
  readonly total: number;
  readonly next?: string;
}

/** @throws OutcomeError `transient`, `no-store` or `lock-error` from every method when the store cannot do its work. */
export interface ResourceStore {
  /** The messages that changes have queued. */
  readonly outbox: Outbox;

  /** The current version, a deletion included; undefined when there never was such a resource. */
  read(key: ResourceKey): Promise<StoredVersion | undefined>;

  /** Those of `keys` that exist, each once, in the order asked. */
  readMany(keys: readonly ResourceKey[]): Promise<readonly StoredResource[]>;

  readVersion(key: ResourceKey, versionId: number): Promise<StoredVersion | undefined>;

  history(query: HistoryQuery): Promise<HistoryPage>;

  /** @throws OutcomeError `value` when the cursor is none of this store's. */
  search(search: StoreSearch): Promise<SearchPage>;

  /** How many resources meet all criteria. */
  count(type: ResourceType, criteria: readonly Criterion[]): Promise<number>;

  /** The free slots of some schedules in a window, ready to be sent: the hot path of the guide's searches. */
  agenda(query: AgendaQuery): Promise<AgendaPage>;

  /**
   * Differs from any value before once a resource that is neither a Slot nor an Appointment was written: as long as it
   * stays the same, what was read of the others still holds.
   */
  directoryRevision(): Promise<string>;

  /**
   * Sees, decides and commits, all or nothing; durable when it resolves. What `decide` or `answer` throws is handed on,
   * and nothing is written.
   */
  transact<T>(unit: UnitOfWork<T>): Promise<T>;

  /** Claims whose time was over at an instant (milliseconds), the earliest first, at most `limit`. */
  expiredClaims(now: number, limit: number): Promise<readonly Claim[]>;

  /**
   * Removes free slots that ended before an instant (milliseconds) and are past, with their history, but those that anything
   * holds or books. Returns how many; others read and write meanwhile.
   */
  purgeSlots(before: number): Promise<number>;

  /** Whether nothing was ever written. */
  isEmpty(): Promise<boolean>;

  /** Resolves when the store can serve. */
  check(): Promise<void>;

  /** Commits or refuses what was submitted, then lets everything go; every later call is refused, another `close` does nothing. */
  close(): Promise<void>;
}
