/** Prepared statements, each SQL text compiled once. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

export type Row = Record<string, SQLInputValue>;

/** Statements kept; searches make new texts all the time, the rest of the store has a hundred. */
const mostPrepared = 500;

export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The compiled statement of this text. */
  prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    if (this.#prepared.size >= mostPrepared) this.#prepared.clear();
    this.#prepared.set(sql, statement);
    return statement;
  }

  /** All rows. */
  all<R>(sql: string, ...values: SQLInputValue[]): R[] {
    return this.prepare(sql).all(...values) as R[];
  }

  /** The first row, if any. */
  get<R>(sql: string, ...values: SQLInputValue[]): R | undefined {
    return this.prepare(sql).get(...values) as R | undefined;
  }

  /** Runs it; the number of rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.prepare(sql).run(...values).changes);
  }

  /** Reads with `work` from the base as it is at one moment, whatever others commit meanwhile. */
  atOneMoment<T>(work: () => T): T {
    this.prepare('BEGIN').run();
    try {
      return work();
    } finally {
      this.prepare('COMMIT').run();
    }
  }

  /** Statements that take no value and give none. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Ends the open transaction without its changes; in trouble SQLite may have ended it by itself. */
  undo(): void {
    if (this.#database.isTransaction) this.exec('ROLLBACK');
  }
}
