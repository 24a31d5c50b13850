/** The embedded store: one SQLite file through `node:sqlite`, shared by any number of processes of one machine. */
import type { DatabaseSync } from 'node:sqlite';
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
import { AgendaMemory } from './agenda-memory.ts';
import { ChangeWriter } from './change-writer.ts';
import { type ClaimRow, toClaim } from './claim-row.ts';
import { CommitQueue, type UnitRunner } from './commit-queue.ts';
import { refuseUnfinishedCopy } from './copy-mark.ts';
import { directoryRevision } from './directory-revision.ts';
import { historyPage } from './history.ts';
import { IndexWriter } from './index-writer.ts';
import { openDatabase } from './open-database.ts';
import { SqliteOutbox } from './outbox.ts';
import { purgeSlots } from './purge.ts';
import { type ResourceRow, toStoredResource, toStoredVersion } from './resource-row.ts';
import { migrations } from './schema.ts';
import { countMatches, type SearchBase, searchPage } from './search.ts';
import { SeenInTransaction } from './seen.ts';
import { jsonList } from './sql.ts';
import { translatingErrors } from './sqlite-error.ts';
import { Statements } from './statements.ts';

export interface SqliteStoreOptions {
  /** The path of the database file; its folder is made. `:memory:` keeps nothing. */
  readonly file: string;
  readonly projectSlot: ProjectSlot;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How many resources may meet the criterion that a search starts from; any number gives the same answers. */
  readonly fewMembers?: number;
  /** How many pages of 8 kB the file may grow to; beyond, writes are refused as on a full disk. */
  readonly maxPages?: number;
  /** About how many bytes of agendas are kept in memory; any number gives the same answers. */
  readonly agendaMemoryBytes?: number;
  /** How long a write waits for another process to end its own, in milliseconds. */
  readonly patienceMs?: number;
  /**
   * Commits are surely on disk only once the store is closed, and quicker: for a program that acknowledges nothing before.
   * A crash of the machine loses the last of them, never a part of one.
   */
  readonly isSyncedAtClose?: boolean;
}

const defaults = { fewMembers: 2000, agendaMemoryBytes: 64 * 1024 * 1024, patienceMs: 15_000, isSyncedAtClose: false };

export class SqliteResourceStore implements ResourceStore {
  readonly outbox: SqliteOutbox;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #index: IndexWriter;
  readonly #queue: CommitQueue;
  readonly #clock: () => number;
  readonly #searchBase: SearchBase;
  readonly #agendaMemory: AgendaMemory;
  readonly #isSyncedAtClose: boolean;

  /** @throws StoreNotUsable when the file is damaged, locked, not writable or written by a newer version. */
  constructor(options: SqliteStoreOptions) {
    const { file, projectSlot, clock, fewMembers, maxPages, agendaMemoryBytes, patienceMs, isSyncedAtClose } = {
      ...defaults,
      ...options,
    };
    this.#database = openDatabase(file, migrations, patienceMs);
    refuseUnfinishedCopy(this.#database, file);
    if (maxPages !== undefined) this.#database.exec(`PRAGMA max_page_count = ${maxPages}`);
    if (isSyncedAtClose) this.#database.exec(syncSeldom);
    this.#isSyncedAtClose = isSyncedAtClose;
    const statements = new Statements(this.#database);
    const index = new IndexWriter(statements);
    const writer = new ChangeWriter(statements, index, projectSlot);
    this.#statements = statements;
    this.#index = index;
    this.#clock = clock;
    this.#agendaMemory = new AgendaMemory(statements, agendaMemoryBytes);
    this.#searchBase = { statements, fewMembers };
    const runner: UnitRunner = {
      see: (unit) => unit.decide(new SeenInTransaction(statements, clock())),
      write: (decision) => {
        if (decision.changes.some(({ kind }) => kind === 'send')) this.outbox.announce();
        return writer.write(decision.changes, clock());
      },
      forget: () => index.forget(),
    };
    this.#queue = new CommitQueue(statements, runner, patienceMs);
    this.outbox = new SqliteOutbox({ statements, queue: this.#queue, clock });
  }

  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    const select = 'SELECT type, id, version, at, method, json FROM resource WHERE type = ? AND id = ?';
    const row = this.#read((statements) => statements.get<ResourceRow>(select, key.type, key.id));
    return row && toStoredVersion(row);
  }

  async readMany(keys: readonly ResourceKey[]): Promise<readonly StoredResource[]> {
    const select = `SELECT r.type, r.id, r.version, r.at, r.method, r.json FROM json_each(?) j
      CROSS JOIN resource r ON r.type = j.value ->> 0 AND r.id = j.value ->> 1 WHERE r.json IS NOT NULL`;
    const distinct = new Map(keys.map(({ type, id }) => [`${type}/${id}`, [type, id]]));
    const list = jsonList([...distinct.values()]);
    return this.#read((statements) => statements.all<ResourceRow>(select, list)).map(toStoredResource);
  }

  async readVersion(key: ResourceKey, versionId: number): Promise<StoredVersion | undefined> {
    const where = 'WHERE type = ?1 AND id = ?2 AND version = ?3';
    const select = ['resource', 'history'].map(
      (table) => `SELECT type, id, version, at, method, json FROM ${table} ${where}`,
    );
    const row = this.#read((statements) =>
      statements.get<ResourceRow>(select.join(' UNION ALL '), key.type, key.id, versionId),
    );
    return row && toStoredVersion(row);
  }

  async history(query: HistoryQuery): Promise<HistoryPage> {
    return this.#read((statements) => historyPage(statements, query));
  }

  async search(search: StoreSearch): Promise<SearchPage> {
    return this.#read(() => searchPage(this.#searchBase, search));
  }

  async count(type: ResourceType, criteria: readonly Criterion[]): Promise<number> {
    return this.#read(() => countMatches(this.#searchBase, type, criteria));
  }

  async agenda(query: AgendaQuery): Promise<AgendaPage> {
    return this.#read((statements) => agendaPage({ statements, memory: this.#agendaMemory }, query));
  }

  async directoryRevision(): Promise<string> {
    return this.#read(directoryRevision);
  }

  transact<T>(unit: UnitOfWork<T>): Promise<T> {
    return this.#queue.submit(unit);
  }

  async expiredClaims(now: number, limit: number): Promise<readonly Claim[]> {
    const select = `SELECT * FROM claim WHERE expires IS NOT NULL AND expires <= ? ORDER BY expires, slot LIMIT ?`;
    return this.#read((statements) => statements.all<ClaimRow>(select, now, limit)).map(toClaim);
  }

  purgeSlots(before: number): Promise<number> {
    const base = { statements: this.#statements, index: this.#index, queue: this.#queue };
    return purgeSlots(base, { before, now: this.#clock() });
  }

  async isEmpty(): Promise<boolean> {
    return this.#read((statements) => statements.get<{ seq: number }>('SELECT seq FROM tick'))?.seq === 0;
  }

  async check(): Promise<void> {
    this.#read((statements) => statements.get('SELECT seq FROM tick'));
  }

  async close(): Promise<void> {
    try {
      if (this.#isSyncedAtClose) await this.#syncAll();
    } finally {
      await this.#queue.close();
      if (this.#database.isOpen) this.#database.close();
    }
  }

  /** One commit that is synced takes all before it along: they are in the same log. */
  async #syncAll(): Promise<void> {
    if (!this.#database.isOpen) return;
    this.#database.exec('PRAGMA synchronous = FULL');
    await this.#queue.run(() => this.#statements.run('UPDATE tick SET seq = seq'));
  }

  #read<T>(work: (statements: Statements) => T): T {
    return translatingErrors(() => work(this.#statements));
  }
}

/** The log is synced before it is carried over, every 64 MB, and so is the file after it. */
const syncSeldom = 'PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000';
