/**
 * Units of work, committed in groups: those that wait together share one transaction and one sync to disk. A unit that
 * refuses has written nothing; when carrying out a unit's changes fails, the group is undone and each unit tried alone.
 */
import type { StoredVersion } from '../resource-store.ts';
import type { Decision, UnitOfWork } from '../unit-of-work.ts';
import { asOutcome } from './sqlite-error.ts';
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

/** A failure while changes were carried out: what the transaction holds must not be kept. */
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
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#commitWaiting());
      this.#waiting.push({ attempt: () => this.#attempt(unit, resolve), reject });
    });
  }

  #attempt<T>(unit: UnitOfWork<T>, resolve: (answer: T) => void): () => void {
    const decision = this.#runner.see(unit);
    let written: readonly StoredVersion[];
    try {
      written = this.#runner.write(decision);
    } catch (error) {
      throw new WriteFailed(error);
    }
    const answer = decision.answer(written);
    return () => resolve(answer);
  }

  #commitWaiting(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (this.#commitGroup(group) || group.length === 1) return;
    for (const one of group) this.#commitGroup([one]);
  }

  /** False when the group was undone with nobody told yet; a group of one is told. */
  #commitGroup(group: readonly Waiting[]): boolean {
    const settled: (() => void)[] = [];
    try {
      this.#statements.exec('BEGIN IMMEDIATE');
      for (const one of group) settled.push(this.#attemptOne(one));
      this.#statements.exec('COMMIT');
    } catch (error) {
      this.#undo();
      if (group.length === 1) group[0]!.reject(asOutcome(error instanceof WriteFailed ? error.cause : error));
      return false;
    }
    for (const settle of settled) settle();
    return true;
  }

  #attemptOne(one: Waiting): () => void {
    try {
      return one.attempt();
    } catch (error) {
      if (error instanceof WriteFailed) throw error;
      return () => one.reject(asOutcome(error));
    }
  }

  #undo(): void {
    this.#runner.forget();
    try {
      this.#statements.exec('ROLLBACK');
    } catch {
      // BEGIN itself failed, or SQLite has rolled back by itself: either way nothing is open.
    }
  }
}
