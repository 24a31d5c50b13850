/** The log as servers use it: one of those that want a place in it gets it, and whoever finds an open entry carries it out. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Applier, applyEntry } from './apply-entry.ts';
import { graceSeconds } from './collections.ts';
import { isOfOtherBase, type LogEntry, type State } from './log-entry.ts';
import { isDuplicate, isPassing, storeReplaced, storeTooSlow } from './mongo-error.ts';
import { SharedRead } from './shared-read.ts';
import { findLatestState, findState } from './snapshot.ts';
import { maxTimeMS } from './time-limits.ts';
import { type Clocks, readClocks, timePassedSince } from './time-passed.ts';
import type { Topology } from './topology.ts';

/** How soon to try again what did not reach the server. */
const retryMs = 50;

/** How long others may take to carry out what they have committed, and how often that is looked at. */
const patienceMs = 100;
const pollMs = 4;

/** How long what was seen of the state is good for, in milliseconds. */
const freshMs = 50;

const withoutEffects = { projection: { effects: 0 }, maxTimeMS } as const;

/** How an entry gets its place. */
interface Placing {
  /** Milliseconds of `Date.now()`. */
  readonly giveUpAt: number;
  /** Called when it has its place. */
  readonly onPlaced: () => void;
}

/** Half of the time for which the log keeps its entries. */
const longestStandstillMs = (graceSeconds * 1000) / 2;

export class CommitLog {
  readonly #applier: Applier;
  readonly #latest: SharedRead<State>;
  #clearedTo = 0;
  /** The last write that is known to have been carried out: no state is behind it, unless the base is another. */
  #last = 0;
  /** The base that this server was started on. */
  #base: Pick<State, 'base'> | undefined;
  #isReplaced = false;
  /** The place of the entry that is being carried out here by who has made it. */
  #ownUnderWay: number | undefined;

  constructor(applier: Applier, topology: Topology) {
    this.#applier = applier;
    this.#latest = new SharedRead(() => this.#readLatest(topology));
  }

  /**
   * The state that all see, with all that was acknowledged before this was called.
   * @throws OutcomeError when the base is no longer the one that this server knows.
   */
  state(): Promise<State> {
    return this.#latest.read();
  }

  async #readLatest(topology: Topology): Promise<State> {
    const state = await this.#see(() => findLatestState(this.#applier.collections, topology));
    this.#last = Math.max(this.#last, state.seq);
    return state;
  }

  /** As far as is known; it may be further. */
  #look(): Promise<State> {
    return this.#see(() => findState(this.#applier.collections));
  }

  /** A state of the base that this server was started on. Who has once seen another is of no use until it is started again. */
  async #see(find: () => Promise<State | null>): Promise<State> {
    const last = this.#last;
    const state = await find();
    this.#base ??= state ?? undefined;
    if (!state || state.seq < last || isOfOtherBase(state, this.#base!)) this.#isReplaced = true;
    if (!state || this.#isReplaced) throw storeReplaced();
    return state;
  }

  /**
   * Commits an entry and carries it out, trying again what did not reach the server until its time is over. False when another
   * entry has its place: then nothing is written.
   * @throws OutcomeError `transient` when the time is over: the entry may stand in the log, and is then carried out.
   */
  async commit(entry: LogEntry, placing: Placing): Promise<boolean> {
    const { giveUpAt } = placing;
    const begun = readClocks();
    // Its maker was told that the store is too slow: as far as it is known in time, nothing is written then.
    if (begun.day >= giveUpAt) throw storeTooSlow();
    this.#applier.onStep('entry-made');
    if (!(await this.#place(entry, placing))) return false;
    if (await this.#carryOut(entry, giveUpAt)) this.#last = Math.max(this.#last, entry.after.seq);
    else await this.#demandMoved(entry, begun, giveUpAt);
    return true;
  }

  /**
   * Gives the entry its place. The state is looked at meanwhile, and once more when that took long: where the base is another the
   * entry is taken back, before any row of it is written.
   */
  async #place(entry: LogEntry, { giveUpAt, onPlaced }: Placing): Promise<boolean> {
    const begun = performance.now();
    const look = () => persisting(giveUpAt, () => this.#look());
    const [placed, seen] = await Promise.allSettled([
      persisting(giveUpAt, () => this.#insert(entry, giveUpAt)),
      look(),
    ]);
    const isSlow = performance.now() - begun > freshMs;
    const [seenAgain] = await Promise.allSettled([isSlow && seen.status === 'fulfilled' ? look() : undefined]);
    if (this.#isReplaced) {
      await this.#remove(entry);
      throw storeReplaced();
    }
    if (placed.status === 'rejected') throw placed.reason;
    if (!placed.value) return false;
    this.#applier.onStep('entry-inserted');
    onPlaced();
    // It is in the log all the same, and carried out by who looks there next.
    for (const one of [seen, seenAgain]) if (one.status === 'rejected') throw one.reason;
    return true;
  }

  /** That others have moved the state for this entry. */
  async #demandMoved(entry: LogEntry, begun: Clocks, giveUpAt: number): Promise<void> {
    // A process that stood still for hours may have inserted where the log was removed already: nobody carries that out.
    if (timePassedSince(begun) > longestStandstillMs) throw storeTooSlow();
    try {
      const { seq } = await persisting(giveUpAt, () => this.state());
      if (seq < entry.after.seq) throw storeReplaced();
    } catch (error) {
      if (this.#isReplaced) await this.#remove(entry);
      throw error;
    }
  }

  async #carryOut(entry: LogEntry, giveUpAt: number): Promise<boolean> {
    this.#ownUnderWay = entry._id;
    try {
      return await persisting(giveUpAt, () => applyEntry(this.#applier, entry));
    } finally {
      this.#ownUnderWay = undefined;
    }
  }

  /** Waits until whoever has the place behind `seq` has carried it out; what takes them long is carried out here. */
  async awaitOthers(seq: number): Promise<void> {
    for (let waited = 0; waited < patienceMs; waited += pollMs) {
      await delay(pollMs);
      if ((await this.#look()).seq > seq) return;
    }
    await this.catchUp();
  }

  /** Carries out what others have committed and not carried out yet. */
  async catchUp(): Promise<void> {
    for (;;) {
      const state = await this.#look();
      const entry = await this.#applier.collections.log.findOne({ _id: state.seq }, { maxTimeMS });
      // One that was emptied was carried out: the state was read of a member that is behind.
      if (!entry?.effects || entry._id === this.#ownUnderWay) return;
      if (isOfOtherBase(entry.after, state)) await this.#remove(entry);
      else await applyEntry(this.#applier, entry);
    }
  }

  /** Empties entries that are carried out; the database removes them when the grace is over. */
  async clear(): Promise<void> {
    const { seq } = await this.#look();
    if (seq === this.#clearedTo) return;
    const done = { _id: { $gte: this.#clearedTo, $lt: seq }, gone: { $exists: false } };
    await this.#applier.collections.log.updateMany(done, { $unset: { effects: '' }, $currentDate: { gone: true } });
    this.#clearedTo = seq;
  }

  /**
   * Whether the entry has its place. When the answer to an insert was lost the same insert tells: it succeeds, or finds
   * there this entry or another's.
   */
  async #insert(entry: LogEntry, giveUpAt: number): Promise<boolean> {
    const { log } = this.#applier.collections;
    for (;;) {
      try {
        await log.insertOne(entry);
        return true;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
      const present = await this.#entryAt(entry._id, giveUpAt);
      if (present.commit === entry.commit) return true;
      if (!isOfOtherBase(present.after, entry.after)) return false;
      // Of a server that was started on another base, unless that is this one.
      await this.#look();
      await this.#remove(present);
    }
  }

  /** What has a place that is taken, without its effects: it cannot be read before a majority has it. */
  async #entryAt(place: number, giveUpAt: number): Promise<LogEntry> {
    for (;;) {
      const present = await this.#applier.collections.log.findOne({ _id: place }, withoutEffects);
      if (present) return present;
      if (Date.now() > giveUpAt) throw storeTooSlow();
      await delay(pollMs);
    }
  }

  /** Removes an entry that never counts here. */
  async #remove({ _id, commit }: LogEntry): Promise<void> {
    await this.#applier.collections.log.deleteMany({ _id, commit });
  }
}

/** Tries again what did not reach the server, until an instant (milliseconds of `Date.now()`). */
export async function persisting<T>(giveUpAt: number, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || Date.now() + retryMs > giveUpAt) throw error;
    }
    await delay(retryMs);
  }
}
