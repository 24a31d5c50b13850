/** The store for several servers: one MongoDB database, of whatever topology. */
import type { MongoClient } from 'mongodb';
import type { ResourceKey } from '../../fhir/reference.ts';
import type { ResourceType } from '../../fhir/resource-type.ts';
import type { Criterion } from '../../fhir/search/criterion.ts';
import type { AgendaPage, AgendaQuery, ProjectSlot } from '../agenda-query.ts';
import type {
  HistoryPage,
  HistoryQuery,
  ResourceStore,
  SearchPage,
  StoredResource,
  StoredVersion,
  StoreSearch,
} from '../resource-store.ts';
import type { Claim, UnitOfWork } from '../unit-of-work.ts';
import { agendaPage } from './agenda.ts';
import type { Collections } from './collections.ts';
import { CommitLog } from './commit-log.ts';
import { CommitQueue } from './commit-queue.ts';
import { refuseUnfinishedCopy } from './copy-mark.ts';
import type { SearchBase } from './criterion-filter.ts';
import { historyPage, kept } from './history.ts';
import { indexWarning } from './index-state.ts';
import { isPassing, storeClosed, toStoreError } from './mongo-error.ts';
import { MongoOutbox } from './mongo-outbox.ts';
import { closingOnFailure, type OpenDatabase, openDatabase } from './open-database.ts';
import type { OnStep } from './protocol.ts';
import { purgeSlots } from './purge.ts';
import { preparing } from './row-changes.ts';
import { forever, toClaim, toStoredResource, toStoredVersion } from './rows.ts';
import { countMatches, searchPage } from './search.ts';
import { rowsAt } from './snapshot.ts';
import { callLimitMs, commitLimitMs, maxTimeMS, type RunInTime, withinTime } from './time-limits.ts';
import { standaloneWarning } from './topology.ts';

export interface MongoStoreOptions {
  /** `mongodb://…` or `mongodb+srv://…`; the database's name in it, `sas` when there is none. */
  readonly uri: string;
  readonly projectSlot: ProjectSlot;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How long a write may take to be committed, in milliseconds. */
  readonly patienceMs?: number;
  /** Told, in a sentence, what is accepted and not advised, and what somebody must look at. */
  readonly warn?: (warning: string) => void;
  /** Called when a step is done: tests end the process there. */
  readonly onStep?: OnStep;
}

/** How often what a server that ended has left behind is carried out. */
const tidyMs = 1000;

export class MongoResourceStore implements ResourceStore {
  readonly outbox: MongoOutbox;
  readonly #client: MongoClient;
  readonly #collections: Collections;
  readonly #log: CommitLog;
  readonly #queue: CommitQueue;
  readonly #clock: () => number;
  readonly #timer: NodeJS.Timeout;
  readonly #warn: (warning: string) => void;
  #isStuck = false;
  #isClosed = false;

  private constructor({ client, collections, topology }: OpenDatabase, options: MongoStoreOptions) {
    const { projectSlot, clock, onStep = () => {}, warn = () => {}, patienceMs = commitLimitMs } = options;
    const prepare = preparing(projectSlot);
    this.#client = client;
    this.#collections = collections;
    this.#clock = clock;
    this.#warn = warn;
    this.#log = new CommitLog({ collections, prepare, clock, onStep }, topology);
    this.outbox = new MongoOutbox({ lines: collections.lines, clock, inTime: this.#inTime, onStep });
    const onQueued = () => this.outbox.announce();
    this.#queue = new CommitQueue({ collections, log: this.#log, prepare, clock, patienceMs, onQueued });
    this.#timer = setInterval(() => this.#tidy(), tidyMs);
    this.#timer.unref();
  }

  /** Connects and makes what is missing. @throws StoreNotUsable with one sentence for a person. */
  static async open(options: MongoStoreOptions): Promise<MongoResourceStore> {
    const open = await openDatabase(options.uri);
    await closingOnFailure(open, () => refuseUnfinishedCopy(open.database));
    if (open.topology === 'standalone') options.warn?.(standaloneWarning);
    const lacking = await closingOnFailure(open, () => indexWarning(open.database, open.shardKeys));
    if (lacking !== undefined) options.warn?.(lacking);
    return new MongoResourceStore(open, options);
  }

  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    const row = (await this.#rowsOf([key])).values().next().value;
    return row && toStoredVersion(row);
  }

  async readMany(keys: readonly ResourceKey[]): Promise<readonly StoredResource[]> {
    const rows = await this.#rowsOf(keys);
    const names = new Set(keys.map(toName));
    return [...names].flatMap((name) => {
      const row = rows.get(name);
      return row && row.json !== null ? [toStoredResource(row)] : [];
    });
  }

  readVersion(key: ResourceKey, version: number): Promise<StoredVersion | undefined> {
    return this.#read(async ({ collections, seq }) => {
      const filter = { key: toName(key), version, _id: { $lte: seq }, ...kept(seq) };
      const row = await collections.versions.findOne(filter, { maxTimeMS });
      return row ? toStoredVersion(row) : undefined;
    });
  }

  history(query: HistoryQuery): Promise<HistoryPage> {
    return this.#read((base) => historyPage(base, query));
  }

  search(search: StoreSearch): Promise<SearchPage> {
    return this.#read((base) => searchPage(base, search));
  }

  count(type: ResourceType, criteria: readonly Criterion[]): Promise<number> {
    return this.#read((base) => countMatches(base, type, criteria));
  }

  agenda(query: AgendaQuery): Promise<AgendaPage> {
    return this.#read((base) => agendaPage(base, query));
  }

  directoryRevision(): Promise<string> {
    return this.#inTime(async () => String((await this.#log.state()).directory));
  }

  transact<T>(unit: UnitOfWork<T>): Promise<T> {
    return this.#queue.submit(unit);
  }

  expiredClaims(now: number, limit: number): Promise<readonly Claim[]> {
    return this.#read(async ({ collections, seq }) => {
      // One that a commit under way is just ending is nothing to be swept.
      const filter = { until: forever, expires: { $lte: now }, _id: { $lte: seq } };
      const options = { sort: { expires: 1, key: 1 }, limit, maxTimeMS } as const;
      return (await collections.claims.find(filter, options).toArray()).map(toClaim);
    });
  }

  async purgeSlots(before: number): Promise<number> {
    const base = { collections: this.#collections, queue: this.#queue, inTime: this.#inTime };
    return purgeSlots(base, { before, now: this.#clock() });
  }

  isEmpty(): Promise<boolean> {
    return this.#inTime(async () => (await this.#log.state()).seq === 0);
  }

  async check(): Promise<void> {
    await this.#inTime(() => this.#log.state());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#queue.close();
    await this.#client.close();
  }

  #rowsOf(keys: readonly ResourceKey[]) {
    return this.#read(({ collections, seq }) =>
      rowsAt(collections, collections.versions, { seq, keys: [...new Set(keys.map(toName))] }),
    );
  }

  /** Reads at the number that all see now. */
  #read<T>(work: (base: SearchBase) => Promise<T>): Promise<T> {
    return this.#inTime(async () => work({ collections: this.#collections, seq: (await this.#log.state()).seq }));
  }

  readonly #inTime: RunInTime = async (work) => {
    if (this.#isClosed) throw storeClosed();
    return withinTime(callLimitMs, work);
  };

  async #tidy(): Promise<void> {
    try {
      await this.#log.catchUp();
      this.#isStuck = false;
      await this.#log.clear();
    } catch (error) {
      // When the database is not there now the next time will do.
      if (!isPassing(error) && !this.#isClosed) this.#tellStuck(error);
    }
  }

  /** Told once: nothing is committed until it is mended, and no request tells why. */
  #tellStuck(error: unknown): void {
    if (!this.#isStuck)
      this.#warn(
        `The log of commits cannot be carried out: ${toStoreError(error)?.reason ?? (error as Error).message}`,
      );
    this.#isStuck = true;
  }
}

const toName = ({ type, id }: ResourceKey): string => `${type}/${id}`;
