/** All that a database file holds. */
import { existsSync, realpathSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { resourceTypes } from '../../fhir/resource-type.ts';
import type { DeliveryFailure } from '../outbox.ts';
import { wrongSchema } from '../schema-version.ts';
import {
  type ContentLine,
  type ContentMessage,
  type ContentState,
  type ContentVersion,
  inPages,
  pageSize,
  type ShownSlot,
  type StoreContents,
  type Stretch,
} from '../store-contents.ts';
import { StoreNotUsable } from '../store-not-usable.ts';
import type { Claim } from '../unit-of-work.ts';
import { type ClaimRow, toClaim } from './claim-row.ts';
import { refuseUnfinishedCopy } from './copy-mark.ts';
import { schemaVersionOf } from './open-database.ts';
import { type ResourceRow, toStoredVersion } from './resource-row.ts';
import { migrations } from './schema.ts';
import { toStoreError, translatingErrors } from './sqlite-error.ts';
import { Statements } from './statements.ts';

export class SqliteContents implements StoreContents {
  readonly location: string;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;

  /** Of a database that is open. */
  constructor(database: DatabaseSync, file: string) {
    this.location = realpathSync(file);
    this.#database = database;
    this.#statements = new Statements(database);
  }

  /** Opens a file to be read alone. @throws StoreNotUsable */
  static open(file: string): SqliteContents {
    const database = openAsItIs(file);
    refuseUnfinishedCopy(database, file);
    return new SqliteContents(database, file);
  }

  async state(): Promise<ContentState> {
    return this.#read((statements) => statements.get<ContentState>(selectState)!);
  }

  async countVersions(upTo: number): Promise<number> {
    const count = tables.map((table) => `(SELECT count(*) FROM ${table} WHERE seq <= ?1)`).join(' + ');
    return this.#read((statements) => statements.get<{ n: number }>(`SELECT ${count} AS n`, upTo)!.n);
  }

  async *versions({ after, upTo }: Stretch): AsyncGenerator<readonly ContentVersion[]> {
    const begin = { seq: after, at: this.#instantOf(after) };
    const pages = inPages<VersionRow>(async ({ at, seq } = begin as VersionRow) =>
      this.#readPage((statements) => statements.all<VersionRow>(selectVersions, at, seq, pageSize)),
    );
    for await (const page of pages) {
      const wanted = page.filter(({ seq }) => seq <= upTo);
      if (wanted.length > 0) yield wanted.map(toContentVersion);
      if (wanted.length < page.length) return;
    }
  }

  async *claims(): AsyncGenerator<readonly Claim[]> {
    const select = 'SELECT * FROM claim WHERE slot > ? ORDER BY slot LIMIT ?';
    const pages = inPages<ClaimRow>(async (last) =>
      this.#readPage((statements) => statements.all<ClaimRow>(select, last?.slot ?? '', pageSize)),
    );
    for await (const page of pages) yield page.map(toClaim);
  }

  async *lines(): AsyncGenerator<readonly ContentLine[]> {
    const pages = inPages<LineRow>(async (last) =>
      this.#readPage((statements) =>
        statements.all<LineRow>(selectLines, last?.destination ?? '', last?.subject ?? '', pageSize),
      ),
    );
    for await (const page of pages) yield page.map(toContentLine);
  }

  async *shownSlots(): AsyncGenerator<readonly ShownSlot[]> {
    const select = `SELECT schedule AS scheduleId, start, id FROM agenda WHERE (schedule, start, id) > (?, ?, ?)
      ORDER BY schedule, start, id LIMIT ?`;
    yield* inPages<ShownSlot>(async ({ scheduleId, start, id } = { scheduleId: '', start: 0, id: '' }) =>
      this.#readPage((statements) => statements.all<ShownSlot>(select, scheduleId, start, id, pageSize)),
    );
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }

  /** An instant that no version behind the number is before. */
  #instantOf(seq: number): number {
    if (seq === 0) return 0;
    const instants = tables.map((table) => `SELECT max(at) AS at FROM ${table} WHERE seq <= ?1`).join(' UNION ALL ');
    const select = `SELECT max(at) AS at FROM (${instants})`;
    return this.#read((statements) => statements.get<{ at: number | null }>(select, seq))?.at ?? 0;
  }

  /** Lets timers have their turn: nothing else here waits for anything. */
  async #readPage<R>(work: (statements: Statements) => readonly R[]): Promise<readonly R[]> {
    await turn();
    return this.#read(work);
  }

  #read<T>(work: (statements: Statements) => T): T {
    return translatingErrors(() => work(this.#statements));
  }
}

/** A connection to a file that is there and up to date, which changes nothing. @throws StoreNotUsable */
export function openAsItIs(file: string): DatabaseSync {
  if (!existsSync(file)) throw new StoreNotUsable(`There is no base in ${file}.`);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    demandSchema(database, file);
    return database;
  } catch (error) {
    database?.close();
    const known = toStoreError(error);
    throw known ? new StoreNotUsable(`The database ${file} cannot be read: ${known.reason}.`, { cause: error }) : error;
  }
}

function demandSchema(database: DatabaseSync, file: string): void {
  const version = schemaVersionOf(database);
  if (version !== migrations.length) throw wrongSchema(`The database ${file}`, version, migrations.length);
}

const tables = ['resource', 'history'] as const;

/** Numbers of versions and of messages are given apart here, and claims have none: elsewhere one is given to each. */
const selectState = `SELECT max(
    t.seq,
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0),
    (SELECT count(*) FROM claim)
  ) AS seq, t.at FROM tick t`;

interface VersionRow extends ResourceRow {
  readonly seq: number;
  readonly born: number;
  readonly is_current: number;
}

const bornOf = {
  resource: 'pk',
  history: '(SELECT pk FROM resource r WHERE r.type = history.type AND r.id = history.id)',
} as const;

/** Merged by SQLite from the indexes on time of each type, in which instants never fall along the numbers: nothing is sorted. */
const selectVersions = `${resourceTypes
  .flatMap((type) =>
    tables.map(
      (table) => `SELECT type, id, version, at, seq, method, json, ${bornOf[table]} AS born,
        ${table === 'resource' ? 1 : 0} AS is_current FROM ${table} WHERE type = '${type}' AND (at, seq) > (?1, ?2)`,
    ),
  )
  .join(' UNION ALL ')} ORDER BY at, seq LIMIT ?3`;

const toContentVersion = (row: VersionRow): ContentVersion => ({
  ...toStoredVersion(row),
  seq: row.seq,
  born: row.born,
  isCurrent: row.is_current === 1,
});

interface LineRow {
  readonly destination: string;
  readonly subject: string;
  readonly fence: number;
  readonly due: number | null;
  /** A JSON list. */
  readonly messages: string;
}

const selectLines = `SELECT destination, subject, fence, due, (
    SELECT json_group_array(json_array(seq, body, at, attempts, is_parked, failure) ORDER BY seq) FROM outbox o
    WHERE o.destination = l.destination AND o.subject = l.subject
  ) AS messages
  FROM outbox_line l WHERE (destination, subject) > (?, ?) ORDER BY destination, subject LIMIT ?`;

type MessageRow = [id: number, body: string, at: number, attempts: number, isParked: number, failure: string | null];

const toContentLine = ({ destination, subject, fence, due, messages }: LineRow): ContentLine => ({
  destination,
  subject,
  fence,
  ...(due === null ? {} : { due }),
  messages: (JSON.parse(messages) as MessageRow[]).map(toContentMessage),
});

const toContentMessage = ([id, body, queuedAt, attempts, isParked, failure]: MessageRow): ContentMessage => ({
  id,
  body,
  queuedAt,
  attempts,
  isParked: isParked === 1,
  ...(failure === null ? {} : { failure: JSON.parse(failure) as DeliveryFailure }),
});
