/**
 * A base of a few rows, and the protocol of a commit over it. Each step of the table has its operations here: a step that
 * is added to the table does not compile until it has its own.
 */
import { type CommitStep, commitSteps } from '../../../../src/store/mongo/protocol.ts';

/** A change in the log. Its place in the list is its number; rows that it makes hold from the number after. */
export interface Entry {
  readonly server: number;
  /** Which of the server's requests. */
  readonly request: number;
  readonly slots: readonly number[];
  /** From which number on the row of each slot holds that it replaces. */
  readonly prev: readonly number[];
  /** Who has each slot then. */
  readonly holders: readonly number[];
}

export interface Row {
  readonly slot: number;
  readonly from: number;
  readonly until: number;
  readonly holder: number;
}

export interface Base {
  readonly log: readonly Entry[];
  /** The number of the state. */
  readonly applied: number;
  readonly rows: readonly Row[];
  /** The numbers of the entries whose message was queued, in the order of queueing. */
  readonly messages: readonly number[];
}

const forever = 99;

/** The base before anything was asked: a row for each slot. */
export const baseOf = (holders: readonly number[]): Base => ({
  log: [],
  applied: 0,
  rows: holders.map((holder, slot) => ({ slot, from: 0, until: forever, holder })),
  messages: [],
});

/** What a step does to the base for the entry in a place: one operation after the other, others act in between. */
export type Operation = (base: Base, place: number) => Base;
export type Steps = Readonly<Record<CommitStep, (entry: Entry) => readonly Operation[]>>;

/** The steps as they are. `entry-made` and `entry-inserted` are the deciding write, which the server itself takes. */
export const soundSteps: Steps = {
  'entry-made': () => [],
  'entry-inserted': () => [],
  'rows-ended': ({ slots, prev }) =>
    slots.map((slot, index) => (base, place) => ({
      ...base,
      rows: base.rows.map((row) =>
        row.slot === slot && row.from === prev[index] ? { ...row, until: Math.min(row.until, place + 1) } : row,
      ),
    })),
  'rows-inserted': ({ slots, holders }) =>
    slots.map((slot, index) => (base, place) => {
      const isThere = base.rows.some((row) => row.slot === slot && row.from === place + 1);
      const row = { slot, from: place + 1, until: forever, holder: holders[index]! };
      return isThere ? base : { ...base, rows: [...base.rows, row] };
    }),
  'messages-queued': () => [
    (base, place) => (base.messages.includes(place) ? base : { ...base, messages: [...base.messages, place] }),
  ],
  'state-moved': () => [(base, place) => (base.applied === place ? { ...base, applied: place + 1 } : base)],
};

/** How a server takes a place in the log. */
export type Insert = (log: readonly Entry[], place: number, entry: Entry) => readonly Entry[];

/** An insert of an `_id`: the first has it. */
export const insertOnce: Insert = (log, place, entry) => (log[place] ? log : [...log, entry]);

/** How the row of a slot is read that is wanted as it was at a number. */
export type ReadRow = (rows: readonly Row[], slot: number, at: number) => Row | undefined;

/** As it was at the number, whatever was done since. */
export const readFormer: ReadRow = (rows, slot, at) =>
  rows.find((row) => row.slot === slot && row.from <= at && at < row.until);

/** The current one. None when an entry that follows the number has ended it, or has brought another. */
export const readCurrent: ReadRow = (rows, slot, at) =>
  rows.find((row) => row.slot === slot && row.until === forever && row.from <= at);

/** What who changes nothing looks at before it answers: see `commitDecided`. */
export type LastLook = 'state' | 'entry-under-way';

export interface Protocol {
  readonly steps: Steps;
  readonly order: readonly CommitStep[];
  readonly insert: Insert;
  readonly lastLooks: readonly LastLook[];
  /** Whether who decides exactly, as it must once others have gone on, reads former rows where current ones are missing. */
  readonly readsFormer: boolean;
  /** Whether what is decided ahead sees the rows of the own entry as that makes them. */
  readonly laysOwnEntry: boolean;
  /** Whether what is decided ahead waits until the own entry is carried out before it takes its place. */
  readonly awaitsOwnEntry: boolean;
}

export const soundProtocol: Protocol = {
  steps: soundSteps,
  order: commitSteps,
  insert: insertOnce,
  lastLooks: ['state', 'entry-under-way'],
  readsFormer: true,
  laysOwnEntry: true,
  awaitsOwnEntry: true,
};
