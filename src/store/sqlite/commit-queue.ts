/**
 * Work to be committed, in groups: what waits together shares one transaction and one sync to disk. A unit that refuses
 * has written nothing; when carrying out changes fails, the group is undone and each of it tried alone. While another
 * process writes, the queue waits without holding up reads.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { StoredVersion } from '../resource-store.ts';
import type { Decision, UnitOfWork } from '../unit-of-work.ts';
import { asOutcome, isBusy, storeClosed, toStoreError } from './sqlite-error.ts';
import type { Statements } from './statements.ts';

/** Carries out one unit inside the open transaction. */
export interface UnitRunner {
  see<T>(unit: UnitOfWork<T>): Decision<T>;
  write(decision: Decision<unknown>): readonly StoredVersion[];
  /** Called when a transaction was undone. */
  forget(): void;
}

interface Waiting {
  /** Does the work; returns what settles the caller's promise once the transaction is on disk. */
  readonly attempt: () => () => void;
  readonly reject: (error: unknown) => void;
  /** Since when, in milliseconds of `performance.now()`. */
  readonly since: number;
  /** Its group failed: it may have been the cause. */
  readonly isAlone: boolean;
}

/** A failure after the work had begun to write: what the transaction holds must not be kept. */
class WriteFailed extends Error {
  constructor(cause: unknown) {
    super('the changes could not be written', { cause });
  }
}

/** How long a group may take, in milliseconds, before it is committed and reads get their turn. */
const groupMs = 10;

/** How soon to ask again when another process writes. */
const retryMs = 5;

export class CommitQueue {
  readonly #statements: Statements;
  readonly #runner: UnitRunner;
  readonly #patienceMs: number;
  #waiting: Waiting[] = [];
  #isClosed = false;

  /** `patienceMs`: how long work waits for another process to end its write. */
  constructor(statements: Statements, runner: UnitRunner, patienceMs: number) {
    this.#statements = statements;
    this.#runner = runner;
    this.#patienceMs = patienceMs;
  }

  /** Resolves with the decision's answer once its changes are on disk. */
  submit<T>(unit: UnitOfWork<T>): Promise<T> {
    return this.#enqueue(() => {
      const decision = this.#runner.see(unit);
      return afterWriting(() => decision.answer(this.#runner.write(decision)));
    });
  }

  /** Resolves with the result of `work` once what it wrote is on disk. */
  run<T>(work: () => T): Promise<T> {
    return this.#enqueue(() => afterWriting(work));
  }

  /** Refuses what comes from now on; resolves when what waits is on disk or refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    while (this.#waiting.length > 0) {
      const isUnderWay = this.#commitNext();
      if (!isUnderWay) await delay(retryMs);
    }
  }

  #enqueue<T>(work: () => T): Promise<T> {
    if (this.#isClosed) return Promise.reject(storeClosed());
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#commitWaiting());
      const attempt = () => {
        const result = work();
        return () => resolve(result);
      };
      this.#waiting.push({ attempt, reject, since: performance.now(), isAlone: false });
    });
  }

  #commitWaiting(): void {
    if (this.#waiting.length === 0) return;
    const isUnderWay = this.#commitNext();
    if (this.#waiting.length === 0) return;
    if (isUnderWay) setImmediate(() => this.#commitWaiting());
    else setTimeout(() => this.#commitWaiting(), retryMs);
  }

  /** Commits the next group; false where none could be begun: another process still writes. */
  #commitNext(): boolean {
    try {
      this.#statements.exec('BEGIN IMMEDIATE');
    } catch (error) {
      this.#refuse(error, isBusy(error) ? performance.now() - this.#patienceMs : Number.POSITIVE_INFINITY);
      return false;
    }
    this.#commitGroup();
    return true;
  }

  /** Refuses those that wait since an instant or longer; the others wait on. */
  #refuse(error: unknown, since: number): void {
    const refused = this.#waiting.filter((one) => one.since <= since);
    this.#waiting = this.#waiting.filter((one) => one.since > since);
    for (const { reject } of refused) reject(asOutcome(error));
  }

  #commitGroup(): void {
    const group: Waiting[] = [];
    try {
      const settled = this.#attemptGroup(group);
      this.#statements.exec('COMMIT');
      for (const settle of settled) settle();
    } catch (error) {
      this.#undo();
      if (group.length > 1) this.#waiting.unshift(...group.map((one) => ({ ...one, isAlone: true })));
      else group[0]!.reject(asOutcome(error instanceof WriteFailed ? error.cause : error));
    }
  }

  /** Takes what waits into `group` and attempts it, one by one, as long as reads can wait. */
  #attemptGroup(group: Waiting[]): (() => void)[] {
    const until = performance.now() + groupMs;
    const settled: (() => void)[] = [];
    do {
      const one = this.#waiting.shift()!;
      group.push(one);
      settled.push(attemptOne(one));
    } while (this.#waiting.length > 0 && !group[0]!.isAlone && !this.#waiting[0]!.isAlone && performance.now() < until);
    return settled;
  }

  #undo(): void {
    this.#runner.forget();
    this.#statements.undo();
  }
}

function afterWriting<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new WriteFailed(error);
  }
}

/** A refusal lets the others go on; a store in trouble may have undone the transaction already, and stops all. */
function attemptOne(one: Waiting): () => void {
  try {
    return one.attempt();
  } catch (error) {
    if (error instanceof WriteFailed || toStoreError(error)) throw error;
    return () => one.reject(error);
  }
}
