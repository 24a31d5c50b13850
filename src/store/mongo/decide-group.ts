/** Decides units one after the other, each over what those before it change, reading together what they want to see. */
import type { StoredVersion } from '../resource-store.ts';
import type { Seen, Sees } from '../unit-of-work.ts';
import type { Collections } from './collections.ts';
import type { DirectoryRows } from './directory-rows.ts';
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
  readonly state: State;
  readonly prepare: PrepareVersion;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** About how many bytes of text an entry may have when another unit is added. */
  readonly roomBytes: number;
  /** See `Sight`. */
  readonly isExact: boolean;
  readonly directory: DirectoryRows;
}

/** Decides the units over a state; reads as often as a decision wants to see something new. */
export async function decideGroup(units: readonly StoreUnit<unknown>[], context: GroupContext): Promise<DecidedGroup> {
  const { collections, state, prepare, now, roomBytes, isExact, directory } = context;
  const sight = new Sight(collections, { seq: state.seq, isExact, known: directory.at(state) });
  const draft = DraftEntry.after(state, { now, prepare });
  const verdicts: Verdict[] = [];
  let wants = new Wants();
  for (const { sees } of units) wants.addSees(sees);
  while (verdicts.length < units.length && draft.size < roomBytes) {
    await sight.read(wants);
    wants = new Wants();
    for (const unit of units.slice(verdicts.length)) {
      const fork = draft.fork();
      const verdict = decideUnit(unit, { sight, draft: fork, wants, now });
      // From the first unit that lacks something on, the others only tell what they want to see.
      if (!wants.isEmpty) continue;
      verdicts.push(verdict);
      if (!verdict.isRefused) draft.absorb(fork);
      if (draft.size >= roomBytes) break;
    }
  }
  return { draft, verdicts };
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
