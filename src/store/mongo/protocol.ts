/**
 * The steps of a commit, in their order (docs/decisions/0013-a-log-of-commits.md). Tests end the process before and after
 * each of them: a step that is not in this table cannot be reached.
 */
export const commitSteps = [
  /** The entry is made, nothing is written. */
  'entry-made',
  /** The one deciding write: the entry is in the log. */
  'entry-inserted',
  /** Rows that are replaced have their end. */
  'rows-ended',
  /** The rows that replace them are there; nobody sees them yet. */
  'rows-inserted',
  /** Messages are in their lines. */
  'messages-queued',
  /** Everybody sees the change. */
  'state-moved',
] as const;

export type CommitStep = (typeof commitSteps)[number];

/** The steps of sending a message, each the change of one document; between them it is sent. */
export const outboxSteps = [
  /** The message is this sender's for a time. */
  'message-leased',
  /** It is out of its line, or waits for another try, or is parked. */
  'message-settled',
] as const;

export type OutboxStep = (typeof outboxSteps)[number];

/** Called when a step is done: what is killed there is killed right after it, and right before the next. */
export type OnStep = (step: CommitStep | OutboxStep) => void;
