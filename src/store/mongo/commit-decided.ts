/** What was decided becomes an entry of the log, or, where it changes nothing, is looked at once more: it may be another's turn. */
import { randomUUID } from 'node:crypto';
import type { Collections } from './collections.ts';
import { type CommitLog, persisting } from './commit-log.ts';
import type { DecidedGroup } from './decide-group.ts';
import type { DraftEntry } from './draft-entry.ts';
import type { LogEntry } from './log-entry.ts';
import { isUnderWay } from './snapshot.ts';

export interface Decided extends DecidedGroup {
  /** See `Sight`. */
  readonly isExact: boolean;
  /** Over a state that was read for it. */
  readonly isRead: boolean;
}

export interface Committing {
  readonly collections: Collections;
  readonly log: CommitLog;
  /** Milliseconds of `Date.now()`. */
  readonly giveUpAt: number;
  /** Called when the entry has its place. */
  readonly onPlaced: () => void;
}

/**
 * Whether what was decided holds: its entry is committed, or it changes nothing and lacked nothing of what it saw.
 * False when another's entry follows what it was decided over.
 */
export function commitDecided({ draft, isExact, isRead }: Decided, committing: Committing): Promise<boolean> {
  const { collections, log, giveUpAt, onPlaced } = committing;
  if (draft.effects.length > 0) return log.commit(toEntry(draft), { giveUpAt, onPlaced });
  const place = placeOf(draft);
  return persisting(giveUpAt, async () => {
    if (isExact) return true;
    if (!isRead && (await log.state()).seq !== place) return false;
    return !(await isUnderWay(collections.log, place));
  });
}

/** What follows the draft's state; drawn anew for each attempt, so that its maker knows it again. */
const toEntry = (draft: DraftEntry): LogEntry => ({
  _id: placeOf(draft),
  after: draft.after,
  commit: randomUUID(),
  effects: draft.effects,
});

/** The number of the last write before it. Numbers have no gaps: each effect has one. */
export const placeOf = ({ effects, after }: DraftEntry): number => after.seq - effects.length;
