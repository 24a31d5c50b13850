/**
 * Units of work, committed in groups: those that wait together share one transaction and one sync to disk. A unit that
 * refuses has written nothing; when carrying out a unit's changes fails, the group is undone and each unit tried alone.
 */
import type { StoredVersion } from '../resource-store.ts';
import type { Decision, UnitOfWork } from '../unit-of-work.ts';
import { asOutcome, toStoreError } from './sqlite-error.ts';
import type { Statements } from './statements.ts';

interface Waiting {
  /** Sees, decides, writes; returns what settles the caller's promise once the transaction is on disk. */
  readonly attempt: () => () => void;
  readonly reject: (error: unknown) => void;
}

/** Carries out one unit inside the open transaction. */
export interface UnitRunner {
  see<T>(unit: UnitOfWork<T>): Decision<T>;
  write(decision: Decision<unknown>): readonly StoredVersion[];
  /** Called when a transaction was undone. */
  forget(): void;
}

/** A failure after a unit had begun to write: what the transaction holds must not be kept. */
class WriteFailed extends Error {
  constructor(cause: unknown) {
    super('the changes could not be written', { cause });
  }
}

export class CommitQueue {
  readonly #statements: Statements;
  readonly #runner: UnitRunner;
  #waiting: Waiting[] = [];

  constructor(statements: Statements, runner: UnitRunner) {
    this.#statements = statements;
    this.#runner = runner;
  }

  /** Resolves with the decision's answer once its changes are on disk. */
  submit<T>(unit: UnitOfWork<T>): Promise<T> {
    return this.#enqueue(() => {
      const decision = this.#runner.see(unit);
      return () => decision.answer(this.#runner.write(decision));
    });
  }

  /** Resolves with what `work` gives, done inside the transaction, once what it wrote is on disk. */
  write<T>(work: () => T): Promise<T> {
    return this.#enqueue(() => work);
  }

  /** Commits or refuses, now, what was submitted so far. */
  commitWaiting(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length > 0) this.#commitGroup(group);
  }

  /** `decide` may refuse; what it returns writes. */
  #enqueue<T>(decide: () => () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.commitWaiting());
      this.#waiting.push({ attempt: () => this.#attempt(decide(), resolve), reject });
    });
  }

  #attempt<T>(write: () => T, resolve: (answer: T) => void): () => void {
    try {
      const answer = write();
      return () => resolve(answer);
    } catch (error) {
      throw new WriteFailed(error);
    }
  }

  #commitGroup(group: readonly Waiting[]): void {
    try {
      this.#statements.exec('BEGIN IMMEDIATE');
    } catch (error) {
      for (const one of group) one.reject(asOutcome(error));
      return;
    }
    try {
      const settled = group.map((one) => this.#attemptOne(one));
      this.#statements.exec('COMMIT');
      for (const settle of settled) settle();
    } catch (error) {
      this.#undo();
      if (group.length > 1) for (const one of group) this.#commitGroup([one]);
      else group[0]!.reject(asOutcome(error instanceof WriteFailed ? error.cause : error));
    }
  }

  /** A refusal lets the others go on; a store in trouble may have undone the transaction already, and stops all. */
  #attemptOne(one: Waiting): () => void {
    try {
      return one.attempt();
    } catch (error) {
      if (error instanceof WriteFailed || toStoreError(error)) throw error;
      return () => one.reject(error);
    }
  }

  #undo(): void {
    this.#runner.forget();
    try {
      this.#statements.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself: nothing is open.
    }
  }
}
