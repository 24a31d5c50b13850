/** A line of the outbox, one document: what may happen to it, as pure functions. Whoever saves one compares its `revision`. */
import type { DeliveryFailure, Lease, OutboxEntry, Settlement } from '../outbox.ts';
import type { SendEffect } from './log-entry.ts';

export interface LineMessage {
  /** The number of the write that queued it. */
  readonly seq: number;
  readonly body: string;
  /** When that was, milliseconds since 1970. */
  readonly at: number;
  readonly attempts: number;
  readonly isParked: boolean;
  readonly failure?: DeliveryFailure;
}

export interface LineDocument {
  /** Destination and subject. */
  readonly _id: string;
  readonly destination: string;
  readonly subject: string;
  /** Changes with each save. */
  readonly revision: number;
  /** How many leases it ever had. */
  readonly fence: number;
  readonly isLeased: boolean;
  /** When its head is to be sent, while it is leased when the lease ends; absent when nothing waits. Milliseconds. */
  readonly due?: number;
  /** The number of the last message it was given: those up to it are not given to it again. */
  readonly last: number;
  readonly messages: readonly LineMessage[];
}

export const lineId = ({ destination, subject }: { destination: string; subject: string }): string =>
  `${destination} ${subject}`;

/** The line that a first message makes. */
export const emptyLine = (destination: string, subject: string): LineDocument => ({
  _id: lineId({ destination, subject }),
  destination,
  subject,
  revision: 0,
  fence: 0,
  isLeased: false,
  last: 0,
  messages: [],
});

/** The line with messages at its end; those it was given before are left out. `at`: queued when, `now`: due when. */
export function queued(line: LineDocument, sends: readonly SendEffect[], time: { at: number; now: number }) {
  const added = sends
    .filter(({ seq }) => seq > line.last)
    .map(({ seq, body }): LineMessage => ({ seq, body, at: time.at, attempts: 0, isParked: false }));
  if (added.length === 0) return undefined;
  return { ...line, due: line.due ?? time.now, last: added.at(-1)!.seq, messages: [...line.messages, ...added] };
}

/** The first message that goes by itself. */
export const headOf = ({ messages }: LineDocument): LineMessage | undefined =>
  messages.find(({ isParked }) => !isParked);

/** Leases the head until an instant; undefined when it is not due at `now`. */
export function leased(
  line: LineDocument,
  { now, until }: { now: number; until: number },
): { readonly line: LineDocument; readonly lease: Lease } | undefined {
  const head = headOf(line);
  if (line.due === undefined || line.due > now || !head) return undefined;
  const { destination, subject } = line;
  const attempt = head.attempts + 1;
  const fence = line.fence + 1;
  return {
    line: withMessage({ ...line, fence, isLeased: true, due: until }, { ...head, attempts: attempt }),
    lease: { id: String(head.seq), destination, subject, body: head.body, attempt, fence, until },
  };
}

/** Settles a lease; undefined when it is the line's no more. A head that follows is due at `now`. */
export function settled(
  line: LineDocument,
  { lease, settlement, now }: { lease: Lease; settlement: Settlement; now: number },
): LineDocument | undefined {
  if (!line.isLeased || line.fence !== lease.fence) return undefined;
  const seq = Number(lease.id);
  const { kind } = settlement;
  const isKept = (message: LineMessage) =>
    kind === 'retry' || message.seq > seq || (kind === 'parked' && message.seq === seq);
  const kept = { ...line, messages: line.messages.filter(isKept) };
  const tried = kept.messages.find((message) => message.seq === seq);
  const failure = kind === 'delivered' ? undefined : settlement.failure;
  const marked = tried
    ? withMessage(kept, { ...tried, isParked: kind === 'parked', ...(failure ? { failure } : {}) })
    : kept;
  return freed(marked, kind === 'retry' ? settlement.at : now);
}

/** Makes a message due at `now`, parked or not; one that is being sent goes on. Undefined when it is not there. */
export function retried(line: LineDocument, seq: number, now: number): LineDocument | undefined {
  const found = line.messages.find((message) => message.seq === seq);
  if (!found) return undefined;
  const unparked = withMessage(line, { ...found, isParked: false });
  return unparked.isLeased ? unparked : { ...unparked, due: now };
}

function freed({ due: _, ...line }: LineDocument, due: number): LineDocument {
  return { ...line, isLeased: false, ...(headOf(line) ? { due } : {}) };
}

const withMessage = (line: LineDocument, changed: LineMessage): LineDocument => ({
  ...line,
  messages: line.messages.map((message) => (message.seq === changed.seq ? changed : message)),
});

/** A message as an operator sees it at an instant. */
export function toEntry(line: LineDocument, message: LineMessage, now: number): OutboxEntry {
  const { destination, subject, isLeased, due } = line;
  const { seq, body, at, attempts, isParked, failure } = message;
  const isHead = headOf(line) === message;
  const isSending = isHead && isLeased && due !== undefined && due > now;
  return {
    id: String(seq),
    destination,
    subject,
    body,
    state: isParked ? 'parked' : isSending ? 'sending' : 'waiting',
    queuedAt: at,
    attempts,
    ...(isHead && !isSending && due !== undefined ? { dueAt: due } : {}),
    ...(failure ? { lastFailure: failure } : {}),
  };
}
