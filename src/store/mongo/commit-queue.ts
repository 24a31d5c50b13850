/**
 * Work to be committed, in groups: what waits together is one entry of the log. Each unit is decided over those before it.
 * Where another server's entry was first, all are decided again over what it made, so that the losers learn why. While an
 * entry is carried out the next is decided already, over what the entry makes.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { issue, OutcomeError } from '../../fhir/outcome.ts';
import type { Collections } from './collections.ts';
import { commitDecided, type Decided, placeOf } from './commit-decided.ts';
import { type CommitLog, persisting } from './commit-log.ts';
import { type DecidedGroup, decideGroup, type GroupContext, type StoreUnit, type Verdict } from './decide-group.ts';
import { DirectoryRows } from './directory-rows.ts';
import type { DraftEntry } from './draft-entry.ts';
import { LatestState } from './latest-state.ts';
import { asOutcome, storeClosed } from './mongo-error.ts';
import { OpenGroup } from './open-group.ts';
import type { PrepareVersion } from './row-changes.ts';
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

/** Units that are decided together. */
const mostUnits = 200;

/** How long after the first of them others may join, in milliseconds. */
const joinMs = 1000;

/** The longest that others are let go first, in milliseconds: a commit may have waited for a new primary. */
const mostWayMs = 2000;

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
  readonly #latest: LatestState;
  #ahead: GroupAhead | undefined;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
    this.#latest = new LatestState(options.log);
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
    this.#ahead?.group.wake();
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
    while (this.#ahead || this.#waiting.length > 0) {
      const group = await this.#nextGroup();
      try {
        if (group.units.length > 0) await this.#commitGroup(group);
      } catch (error) {
        for (const { reject } of group.units) reject(asOutcome(error));
        this.#takeBackAhead();
      }
    }
    this.#working = undefined;
  }

  async #nextGroup(): Promise<Group> {
    if (!this.#ahead) return { units: this.#takeWaiting(mostUnits) };
    const { group, decided } = this.#ahead;
    this.#ahead = undefined;
    group.close();
    return { decided: await decided, units: group.units };
  }

  #takeWaiting(most: number): readonly Waiting[] {
    return this.#waiting.splice(0, most).filter(isInTime);
  }

  async #commitGroup(group: Group): Promise<void> {
    const { collections, log } = this.#options;
    let isExact = false;
    for (let { units, decided } = group; ; ) {
      // Whose time is over was told so. The others begin without them: what is late does not make them late.
      const inTime = units.filter(isInTime);
      if (inTime.length < units.length) decided = undefined;
      units = inTime;
      if (units.length === 0) return;
      const giveUpAt = Math.max(...units.map((one) => one.giveUpAt));
      decided ??= await persisting(giveUpAt, () => this.#decide(units, isExact));
      const { draft, verdicts } = decided;
      if (draft.size > mostBytes) return this.#refuseTooLarge(units, verdicts);
      // Those that had no room wait on, before all that come later.
      this.#waiting.unshift(...units.slice(verdicts.length));
      const decidedUnits = units.slice(0, verdicts.length);
      units = decidedUnits;
      group.units = decidedUnits;
      const onPlaced = () => {
        tellCommitted(decidedUnits, verdicts);
        this.#decideAhead(draft);
      };
      const begun = performance.now();
      if (await commitDecided(decided, { collections, log, giveUpAt, onPlaced })) {
        if (draft.effects.some(({ kind }) => kind === 'send')) this.#options.onQueued();
        this.#settle(units, verdicts);
        if (draft.effects.length > 0) this.#latest.made(draft.after);
        return this.#giveWay(performance.now() - begun);
      }
      this.#latest.sawOthers();
      // Where others commit all the time another's entry always follows: who changes nothing need not wait for it.
      isExact = draft.effects.length === 0;
      if (!isExact) await persisting(giveUpAt, () => log.awaitOthers(placeOf(draft)));
      decided = undefined;
    }
  }

  async #decide(units: readonly Waiting[], isExact: boolean): Promise<Decided> {
    const own = isExact ? undefined : this.#latest.own;
    const before = own ?? (await this.#latest.read());
    const known = this.#directory.at(before);
    const group = await this.#decideOver({ next: once(units) }, { before, isExact, known });
    return { ...group, isExact, isRead: own === undefined };
  }

  /**
   * Decides what waits, and what comes, over an entry that is in its place, as long as that is being carried out; of no use
   * when that fails.
   */
  #decideAhead(before: DraftEntry): void {
    before.standAlone();
    if (!this.#latest.isAlone) return;
    const { find } = this.#directory.at(before.after);
    // A row that is read now may be one that the entry replaces: it is looked at under the entry, and not kept.
    const context = { before, isExact: false, known: { find, keep: () => {} } };
    const group = new OpenGroup((most) => this.#takeWaiting(most), { most: mostUnits, joinMs });
    const decided = this.#decideOver(group, context).then(
      (made) => ({ ...made, isExact: false, isRead: false }),
      () => undefined,
    );
    this.#ahead = { group, decided };
  }

  #takeBackAhead(): void {
    this.#ahead?.group.close();
    this.#waiting.unshift(...(this.#ahead?.group.units ?? []));
    this.#ahead = undefined;
  }

  #decideOver(group: Pick<OpenGroup<Waiting>, 'next'>, over: Pick<GroupContext, 'before' | 'isExact' | 'known'>) {
    const { collections, prepare, clock } = this.#options;
    const next = async () => (await group.next()).map(({ unit }) => unit);
    return decideGroup(next, { collections, prepare, clock, roomBytes, ...over });
  }

  /** Who has just had a place begins the next commit at once, and others would never be first: it lets them. */
  async #giveWay(commitMs: number): Promise<void> {
    if (!this.#latest.isAlone) await delay(Math.random() * Math.min(2 * commitMs, mostWayMs));
  }

  /** Tells the units what became of them. */
  #settle(group: readonly Waiting[], verdicts: DecidedGroup['verdicts']): void {
    for (const [index, { resolve, reject }] of group.entries()) {
      const verdict = verdicts[index]!;
      if (verdict.isRefused) reject(asOutcome(verdict.error));
      else resolve(verdict.answer);
    }
  }

  /** The last unit decided is the one that made the entry too large: those before it go on without it. */
  #refuseTooLarge(group: readonly Waiting[], verdicts: readonly Verdict[]): void {
    const at = verdicts.length - 1;
    group[at]!.reject(new OutcomeError(issue('too-costly', 'The change is too large to be made at once')));
    this.#waiting.unshift(...group.slice(0, at), ...group.slice(at + 1));
  }
}

/** Whoever was told meanwhile that the time is over: what has its place is carried out, here or by others. */
function tellCommitted(group: readonly Waiting[], verdicts: DecidedGroup['verdicts']): void {
  for (const [index, verdict] of verdicts.entries()) {
    if (!verdict.isRefused) group[index]!.unit.onCommitted?.(verdict.answer);
  }
}

/** Gives these the first time, then nothing. */
function once(units: readonly Waiting[]): () => Promise<readonly Waiting[]> {
  let left = units;
  return async () => {
    const given = left;
    left = [];
    return given;
  };
}

const isInTime = ({ giveUpAt }: Waiting): boolean => Date.now() < giveUpAt;

/** Units that go into one entry. */
interface Group {
  /** Fewer, once it is known for which there is room. */
  units: readonly Waiting[];
  /** What they come to, where that was decided ahead. */
  readonly decided?: Decided | undefined;
}

/** The group that is decided while an entry is being carried out; `decided` is undefined when it could not be. */
interface GroupAhead {
  readonly group: OpenGroup<Waiting>;
  readonly decided: Promise<Decided | undefined>;
}
