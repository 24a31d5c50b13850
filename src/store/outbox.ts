/**
 * The port to the messages that changes have queued (`send`): who sends them takes a lease, tries, and settles it.
 *
 * Messages of one destination and one subject make a line. A line's first message that is not parked is its head; only
 * heads are leased, and a line has one live lease at a time, whatever the number of servers. Nothing here assumes SQL or
 * one process: all of it can be had from single-document compare-and-set on a document per line.
 */
import type { OutboxMessage } from './unit-of-work.ts';

/** The right to send one message, until it ends. Its attempt is counted already, so that a crash cannot hide it. */
export interface Lease extends OutboxMessage {
  readonly id: string;
  /** How many times this message was attempted, this time included. */
  readonly attempt: number;
  /**
   * How many leases its line ever had, this one included: 1 means that nothing was ever sent of the subject to the
   * destination. It is also what keeps a server that was thought dead from settling what another has leased since.
   */
  readonly fence: number;
  /** When it ends, milliseconds since 1970; then any server may lease the line anew. */
  readonly until: number;
}

/** Why an attempt failed. */
export interface DeliveryFailure {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** In a few words, without data of people: `HTTP 422`, `no answer within 10 s`. */
  readonly reason: string;
  /** What the destination answered, an OperationOutcome if it speaks FHIR. For the operator's eyes, never for a log. */
  readonly answer?: string;
}

/** What became of an attempt. */
export type Settlement =
  /** The message is gone, and with it what is parked before it in its line. */
  | { readonly kind: 'delivered' }
  /** It stays the head of its line, due again at `at` (milliseconds). */
  | { readonly kind: 'retry'; readonly at: number; readonly failure?: DeliveryFailure }
  /** It waits for an operator, or for a later message of its line to take its place; those parked before it are gone. */
  | { readonly kind: 'parked'; readonly failure: DeliveryFailure };

export type OutboxState = 'waiting' | 'sending' | 'parked';

/** A message that was not delivered yet, as an operator sees it. */
export interface OutboxEntry extends OutboxMessage {
  readonly id: string;
  readonly state: OutboxState;
  /** When the change that caused it was committed. Milliseconds since 1970, like all instants here. */
  readonly queuedAt: number;
  readonly attempts: number;
  /** When it is tried next; absent for one that is parked or behind another. */
  readonly dueAt?: number;
  readonly lastFailure?: DeliveryFailure;
}

export interface LeaseOrder {
  readonly destination: string;
  /** At most so many leases. */
  readonly limit: number;
  /** How long each lasts. */
  readonly leaseMs: number;
}

export interface OutboxQuery {
  /** Only those that are parked. */
  readonly isParked?: boolean;
  /** Go on behind the entry of this id. */
  readonly after?: string;
  readonly limit: number;
}

/** @throws OutcomeError `transient`, `no-store` or `lock-error` from every method when the store cannot do its work. */
export interface Outbox {
  /** Leases heads of lines that are due, those due longest first. Durable when it resolves, so before anything is sent. */
  lease(order: LeaseOrder): Promise<readonly Lease[]>;

  /** False, and nothing is changed, when the line was leased anew since, or this lease settled already. */
  settle(lease: Lease, settlement: Settlement): Promise<boolean>;

  /** When the next line of a destination is due, or its lease ends; undefined when none waits. */
  nextDue(destination: string): Promise<number | undefined>;

  /** In the order in which they were queued. */
  list(query: OutboxQuery): Promise<readonly OutboxEntry[]>;

  find(id: string): Promise<OutboxEntry | undefined>;

  /** Makes a message due now, parked or not; false when there is none. One that is being sent goes on. */
  retry(id: string): Promise<boolean>;

  /** Calls back after this server has queued a message; those of others are found by asking. Returns how to stop that. */
  onQueued(listener: () => void): () => void;
}
