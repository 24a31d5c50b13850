/** Decides units one after the other, each over what those before it change, reading together what they want to see. */
import { setImmediate as others } from 'node:timers/promises';
import type { StoredVersion } from '../resource-store.ts';
import type { Seen, Sees } from '../unit-of-work.ts';
import type { Collections } from './collections.ts';
import type { KnownRows } from './directory-rows.ts';
import { DraftEntry, type StoreChange } from './draft-entry.ts';
import type { State } from './log-entry.ts';
import type { PrepareVersion } from './row-changes.ts';
import { SeenAtNumber } from './seen-at-number.ts';
import { Sight } from './sight.ts';
import { Wants } from './wants.ts';

/** A unit of work; a store's own may change more than the port's. */
export interface StoreUnit<T> {
  readonly sees: Sees;
  decide(seen: Seen): { readonly changes: readonly StoreChange[]; answer(written: readonly StoredVersion[]): T };
  /** See `UnitOfWork`. */
  onCommitted?(answer: T): void;
}

/** What a unit came to, to be told once the group is committed. */
export type Verdict =
  | { readonly isRefused: false; readonly answer: unknown }
  | { readonly isRefused: true; readonly error: unknown };

export interface DecidedGroup {
  readonly draft: DraftEntry;
  /** Those of the first units, in their order; the others had no room in the entry. */
  readonly verdicts: readonly Verdict[];
}

export interface GroupContext {
  readonly collections: Collections;
  /** What it follows: a state, or this server's own entry that is being carried out. */
  readonly before: State | DraftEntry;
  readonly prepare: PrepareVersion;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** About how many bytes of text an entry may have when another unit is added. */
  readonly roomBytes: number;
  /** See `Sight`. */
  readonly isExact: boolean;
  readonly known: KnownRows;
}

/** How long decisions may take until other work has its turn, in milliseconds. */
const turnMs = 5;

/**
 * How often what a decision wants is read: a transaction may want something more for each of its entries. One that asks for
 * another thing each time it is made would be made for ever, and nothing else be committed.
 */
const mostReads = 6000;

const wantsForEver = `A decision wanted to see more after ${mostReads} reads: does it ask for the same each time it is made?`;

/** The units that are to be decided next; none when there will be no more. */
export type NextUnits = () => Promise<readonly StoreUnit<unknown>[]>;

/**
 * Decides units as they come, until there are no more or the entry has no room. The instant of the entry is that at which the
 * first of them come.
 */
export async function decideGroup(next: NextUnits, context: GroupContext): Promise<DecidedGroup> {
  const { collections, before, prepare, clock, roomBytes, isExact, known } = context;
  let units = await next();
  const draft = DraftEntry.after(before, { now: clock(), prepare });
  const sight = new Sight(collections, { seq: draft.after.seq, isExact, known });
  const verdicts: Verdict[] = [];
  while (units.length > 0) {
    verdicts.push(...(await decideUnits(units, { sight, draft, clock, roomBytes })));
    units = draft.size < roomBytes ? await next() : [];
  }
  return { draft, verdicts };
}

/** Decides the first of the units, as many as have room; reads as often as a decision wants to see something new. */
async function decideUnits(units: readonly StoreUnit<unknown>[], context: DecidingContext): Promise<Verdict[]> {
  const { sight, draft, clock, roomBytes } = context;
  const verdicts: Verdict[] = [];
  let wants = new Wants();
  for (const { sees } of units) wants.addSees(sees);
  for (let reads = 1; verdicts.length < units.length && draft.size < roomBytes; reads++) {
    await sight.read(wants);
    wants = new Wants();
    const more = await decideSeen(units.slice(verdicts.length), { sight, draft, wants, now: clock(), roomBytes });
    verdicts.push(...more);
    if (more.length > 0) reads = 0;
    else if (reads >= mostReads) verdicts.push({ isRefused: true, error: new Error(wantsForEver) });
  }
  return verdicts;
}

interface DecidingContext extends Pick<GroupContext, 'clock' | 'roomBytes'> {
  readonly sight: Sight;
  readonly draft: DraftEntry;
}

/** Decides the first of the units, until one lacks something: from there on they only tell what they want to see. */
async function decideSeen(
  units: readonly StoreUnit<unknown>[],
  { roomBytes, ...context }: UnitContext & Pick<GroupContext, 'roomBytes'>,
): Promise<Verdict[]> {
  const { draft, wants } = context;
  const verdicts: Verdict[] = [];
  let turnEnds = performance.now() + turnMs;
  for (const unit of units) {
    if (performance.now() > turnEnds) {
      await others();
      turnEnds = performance.now() + turnMs;
    }
    const fork = draft.fork();
    const verdict = decideUnit(unit, { ...context, draft: fork });
    if (!wants.isEmpty) continue;
    verdicts.push(verdict);
    if (!verdict.isRefused) draft.absorb(fork);
    if (draft.size >= roomBytes) break;
  }
  return verdicts;
}

interface UnitContext {
  readonly sight: Sight;
  readonly draft: DraftEntry;
  readonly wants: Wants;
  readonly now: number;
}

function decideUnit(unit: StoreUnit<unknown>, context: UnitContext): Verdict {
  const { sight, draft, wants } = context;
  try {
    const { changes, answer } = unit.decide(new SeenAtNumber(context));
    const written = draft.carryOut(changes, sight, wants);
    if (!wants.isEmpty) return { isRefused: false, answer: undefined };
    draft.prepareAll();
    return { isRefused: false, answer: answer(written) };
  } catch (error) {
    return { isRefused: true, error };
  }
}
