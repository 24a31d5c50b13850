/** A database file that becomes a copy of another base. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { ProjectSlot } from '../agenda-query.ts';
import {
  type ContentLine,
  type ContentState,
  type ContentVersion,
  overtaken,
  placeToGoOn,
  type StoreCopy,
} from '../store-contents.ts';
import type { Claim } from '../unit-of-work.ts';
import { ChangeWriter } from './change-writer.ts';
import { findCopyMark, makeMarkTable } from './copy-mark.ts';
import { IndexWriter } from './index-writer.ts';
import { openDatabase } from './open-database.ts';
import { migrations } from './schema.ts';
import { openAsItIs, SqliteContents } from './sqlite-contents.ts';
import { translatingErrors } from './sqlite-error.ts';
import { Statements } from './statements.ts';

export class SqliteCopy implements StoreCopy {
  readonly contents: SqliteContents;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #writer: ChangeWriter;
  readonly #run = randomUUID();

  /** Opens the file, or makes it with its folder. @throws StoreNotUsable */
  constructor(file: string, projectSlot: ProjectSlot) {
    // Of one that is there nothing is changed before it is known to be empty, its schema neither.
    if (existsSync(file)) openAsItIs(file).close();
    this.#database = openDatabase(file, migrations);
    this.#database.exec('PRAGMA busy_timeout = 5000');
    this.contents = new SqliteContents(this.#database, file);
    this.#statements = new Statements(this.#database);
    this.#writer = new ChangeWriter(this.#statements, new IndexWriter(this.#statements), projectSlot);
  }

  async begin(source: string): Promise<number> {
    return this.#transact((statements) => {
      const mark = findCopyMark(this.#database);
      const seq = placeToGoOn({ location: this.contents.location, mark, isEmpty: isEmpty(statements) }, source);
      statements.exec(makeMarkTable);
      statements.run('DELETE FROM unfinished_copy');
      statements.run('INSERT INTO unfinished_copy VALUES (?, ?, ?)', source, this.#run, seq);
      return seq;
    });
  }

  async addVersions(versions: readonly ContentVersion[]): Promise<void> {
    this.#continue((statements) => {
      this.#writer.replay(versions);
      statements.run('UPDATE unfinished_copy SET seq = ?', versions.at(-1)!.seq);
    });
  }

  async removeClaimsAndLines(): Promise<void> {
    this.#continue((statements) => {
      for (const table of ['claim', 'outbox', 'outbox_line']) statements.run(`DELETE FROM ${table}`);
    });
  }

  async addClaims(claims: readonly Claim[]): Promise<void> {
    this.#continue(() => this.#writer.claim(claims));
  }

  async addLines(lines: readonly ContentLine[]): Promise<void> {
    this.#continue((statements) => {
      for (const line of lines) addLine(statements, line);
    });
  }

  async setState({ seq, at }: ContentState): Promise<void> {
    this.#continue((statements) => {
      statements.run('UPDATE tick SET seq = ?, at = ?', seq, at);
      statements.run(`DELETE FROM sqlite_sequence WHERE name = 'outbox'`);
      statements.run(`INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?)`, seq);
    });
  }

  async finish(): Promise<void> {
    this.#continue((statements) => statements.exec('DROP TABLE unfinished_copy'));
  }

  async close(): Promise<void> {
    await this.contents.close();
  }

  /** Writes as long as no other run has begun. */
  #continue(work: (statements: Statements) => void): void {
    this.#transact((statements) => {
      if (findCopyMark(this.#database)?.run !== this.#run) throw overtaken(this.contents.location);
      work(statements);
    });
  }

  #transact<T>(work: (statements: Statements) => T): T {
    return translatingErrors(() => {
      this.#statements.exec('BEGIN IMMEDIATE');
      try {
        const result = work(this.#statements);
        this.#statements.exec('COMMIT');
        return result;
      } catch (error) {
        this.#statements.undo();
        throw error;
      }
    });
  }
}

function isEmpty(statements: Statements): boolean {
  const rows = ['resource', 'claim', 'outbox_line'].map((table) => `EXISTS (SELECT 1 FROM ${table})`);
  const select = `SELECT 1 FROM tick WHERE seq > 0 OR ${rows.join(' OR ')}`;
  return statements.get(select) === undefined;
}

function addLine(statements: Statements, { destination, subject, fence, due, messages }: ContentLine): void {
  const insert = 'INSERT INTO outbox_line (destination, subject, fence, due) VALUES (?, ?, ?, ?)';
  statements.run(insert, destination, subject, fence, due ?? null);
  for (const { id, body, queuedAt, attempts, isParked, failure } of messages) {
    statements.run(
      `INSERT INTO outbox (seq, destination, subject, body, at, attempts, is_parked, failure)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      destination,
      subject,
      body,
      queuedAt,
      attempts,
      isParked ? 1 : 0,
      failure ? JSON.stringify(failure) : null,
    );
  }
}
