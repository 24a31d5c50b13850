/**
 * Work to be committed, in groups: what waits together is one entry of the log. Each unit is decided over those before it.
 * Where another server's entry was first, all are decided again over what it made, so that the losers learn why.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { issue, OutcomeError } from '../../fhir/outcome.ts';
import type { Collections } from './collections.ts';
import { type CommitLog, persisting } from './commit-log.ts';
import { type DecidedGroup, decideGroup, type StoreUnit, type Verdict } from './decide-group.ts';
import { DirectoryRows } from './directory-rows.ts';
import type { DraftEntry } from './draft-entry.ts';
import type { LogEntry, State } from './log-entry.ts';
import { asOutcome, storeClosed, storeTooSlow } from './mongo-error.ts';
import type { PrepareVersion } from './row-changes.ts';
import { isUnderWay } from './snapshot.ts';
import { withinTime } from './time-limits.ts';

interface Waiting {
  readonly unit: StoreUnit<unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Milliseconds of `Date.now()`. */
  readonly giveUpAt: number;
}

export interface CommitQueueOptions {
  readonly collections: Collections;
  readonly log: CommitLog;
  readonly prepare: PrepareVersion;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How long a unit may take to be committed, in milliseconds. */
  readonly patienceMs: number;
  /** Called once messages are in their lines. */
  readonly onQueued: () => void;
}

/** How long others are reckoned with after they were last seen to commit. */
const othersLastMs = 1000;

/** How long the state that this server has made is taken for the latest. Who is wrong finds the next place taken. */
const ownLastsMs = 1000;

/** Units that are decided together. */
const mostUnits = 200;

/** A group takes another unit up to here. */
const roomBytes = 4_000_000;

/** Beyond, an entry would be no document: these end at 16 MB. */
const mostBytes = 15_000_000;

export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #isClosed = false;
  readonly #directory = new DirectoryRows();
  /** The state that this server's last commit has made; `at`: when, milliseconds of `Date.now()`. */
  #own: { readonly state: State; readonly at: number } | undefined;
  /** When others were last seen to commit, milliseconds of `Date.now()`. */
  #othersAt = 0;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  /**
   * Resolves with the decision's answer once everybody sees its changes.
   * @throws OutcomeError `transient` when its time is over: if it was begun it may be committed all the same.
   */
  async submit<T>(unit: StoreUnit<T>): Promise<T> {
    if (this.#isClosed) throw storeClosed();
    const { patienceMs } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const giveUpAt = Date.now() + patienceMs;
    this.#waiting.push({ unit, resolve: resolve as (answer: unknown) => void, reject, giveUpAt });
    this.#working ??= this.#work();
    return withinTime(patienceMs, () => promise);
  }

  /** Refuses what comes from now on; resolves when what waits is committed or refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    // What is submitted in the same turn goes into the same entry.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, mostUnits).filter(({ giveUpAt }) => Date.now() < giveUpAt);
      try {
        if (group.length > 0) await this.#commitGroup(group);
      } catch (error) {
        for (const { reject } of group) reject(asOutcome(error));
      }
    }
    this.#working = undefined;
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    const { log } = this.#options;
    const giveUpAt = group[0]!.giveUpAt;
    let isExact = false;
    for (;;) {
      const begun = Date.now();
      const decided = await persisting(giveUpAt, () => this.#decide(group, isExact));
      const { draft, verdicts } = decided;
      if (draft.size > mostBytes) return this.#refuseTooLarge(group, verdicts);
      if (await this.#holds(decided, giveUpAt)) {
        if (draft.effects.some(({ kind }) => kind === 'send')) this.#options.onQueued();
        this.#settle(group, verdicts);
        if (draft.effects.length > 0) this.#own = { state: draft.after, at: Date.now() };
        return this.#giveWay(begun);
      }
      if (Date.now() > giveUpAt) throw storeTooSlow();
      this.#othersAt = Date.now();
      // Where others commit all the time another's entry always follows: who changes nothing need not wait for it.
      isExact = draft.effects.length === 0;
      if (!isExact) await persisting(giveUpAt, () => log.awaitOthers(placeOf(draft)));
    }
  }

  async #decide(group: readonly Waiting[], isExact: boolean): Promise<Decided> {
    const { collections, prepare, clock } = this.#options;
    const own = isExact ? undefined : this.#ownState();
    const state = own ?? (await this.#readState());
    const units = group.map(({ unit }) => unit);
    const context = { collections, state, prepare, now: clock(), roomBytes, isExact, directory: this.#directory };
    return { ...(await decideGroup(units, context)), isExact, isRead: own === undefined };
  }

  /** The state that this server has just made: while no others are seen nobody need be asked whether it is the latest. */
  #ownState(): State | undefined {
    const now = Date.now();
    const isLatest = this.#own && now - this.#own.at < ownLastsMs && now - this.#othersAt >= othersLastMs;
    return isLatest ? this.#own!.state : undefined;
  }

  async #readState(): Promise<State> {
    const begun = Date.now();
    const state = await this.#options.log.state();
    if (state.seq !== this.#own?.state.seq) this.#othersAt = begun;
    return state;
  }

  /**
   * Whether what was decided holds: its entry is committed, or it changes nothing and lacked nothing of what it saw.
   * False when another's entry follows what it was decided over.
   */
  #holds({ draft, isExact, isRead }: Decided, giveUpAt: number): Promise<boolean> {
    const { collections, log } = this.#options;
    if (draft.effects.length > 0) return log.commit(toEntry(draft), giveUpAt);
    const place = placeOf(draft);
    return persisting(giveUpAt, async () => {
      if (isExact) return true;
      if (!isRead && (await log.state()).seq !== place) return false;
      return !(await isUnderWay(collections.log, place));
    });
  }

  /** Who has just had a place begins the next commit at once, and others would never be first: it lets them. */
  async #giveWay(begun: number): Promise<void> {
    const now = Date.now();
    if (now - this.#othersAt < othersLastMs) await delay(Math.random() * 2 * (now - begun));
  }

  /** Tells the units what became of them; those that had no room wait on, before all others. */
  #settle(group: readonly Waiting[], verdicts: DecidedGroup['verdicts']): void {
    group.slice(0, verdicts.length).forEach(({ resolve, reject }, index) => {
      const verdict = verdicts[index]!;
      if (verdict.isRefused) reject(asOutcome(verdict.error));
      else resolve(verdict.answer);
    });
    this.#waiting.unshift(...group.slice(verdicts.length));
  }

  /** The last unit decided is the one that made the entry too large: those before it go on without it. */
  #refuseTooLarge(group: readonly Waiting[], verdicts: readonly Verdict[]): void {
    const at = verdicts.length - 1;
    group[at]!.reject(new OutcomeError(issue('too-costly', 'The change is too large to be made at once')));
    this.#waiting.unshift(...group.slice(0, at), ...group.slice(at + 1));
  }
}

interface Decided extends DecidedGroup {
  /** See `Sight`. */
  readonly isExact: boolean;
  /** Over a state that was read for it. */
  readonly isRead: boolean;
}

/** What follows the draft's state; drawn anew for each attempt, so that its maker knows it again. */
const toEntry = (draft: DraftEntry): LogEntry => ({
  _id: placeOf(draft),
  after: draft.after,
  commit: randomUUID(),
  effects: draft.effects,
});

/** The number of the last write before it. Numbers have no gaps: each effect has one. */
const placeOf = ({ effects, after }: DraftEntry): number => after.seq - effects.length;
