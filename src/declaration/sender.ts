/** Sends what the outbox holds for one recipient: leases, sends, settles, and waits until something is due again. */
import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../log.ts';
import type { Lease, Outbox, Settlement } from '../store/outbox.ts';
import { toDelayMs } from './back-off.ts';
import type { HttpClient } from './http-client.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { Recipient } from './recipient.ts';

/** Milliseconds, but for `concurrency`. */
export const senderLimits = {
  /** Requests under way at a time. */
  concurrency: 16,
  /** For one request, from connecting to the end of the answer. */
  timeoutMs: 10_000,
  /** Far longer than a request may take, so that two servers never send one message at a time; also the delay after a crash. */
  leaseMs: 30_000,
  /** How soon a message that another server has queued, and could not send, is found. */
  pollMs: 1000,
  /** How long requests under way may go on when the sender stops. */
  graceMs: 2000,
} as const;

export interface SenderOptions {
  readonly recipient: Recipient;
  readonly outbox: Outbox;
  readonly client: HttpClient;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Resolves after `ms`, or when the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

const sleepFor: NonNullable<SenderOptions['sleep']> = (ms, signal) =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);

export class Sender {
  readonly #options: SenderOptions;
  readonly #underWay = new Set<Promise<void>>();
  readonly #cutOff = new AbortController();
  readonly #unsubscribe: () => void;
  readonly #loop: Promise<void>;
  #nap = new AbortController();
  #isStopping = false;

  /** Starts at once. */
  constructor(options: SenderOptions) {
    this.#options = options;
    this.#unsubscribe = options.outbox.onQueued(() => this.#wake());
    this.#loop = this.#run();
  }

  /** Leases nothing more; resolves when what is under way has ended, or was given up after a while, to be sent again. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#unsubscribe();
    this.#wake();
    await this.#loop;
    const ended = new AbortController();
    sleepFor(senderLimits.graceMs, ended.signal).then(() => this.#cutOff.abort());
    await Promise.all(this.#underWay);
    ended.abort();
  }

  #wake(): void {
    this.#nap.abort();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      // Made before the outbox is asked: what is queued from now on ends the nap before it begins.
      this.#nap = new AbortController();
      const napMs = await this.#sendDue();
      if (!this.#nap.signal.aborted) await (this.#options.sleep ?? sleepFor)(napMs, this.#nap.signal);
    }
  }

  /** Begins to send what is due, as far as there is room; gives how long there is nothing to do. */
  async #sendDue(): Promise<number> {
    const { outbox, recipient, clock, logger } = this.#options;
    const { destination } = recipient;
    const { concurrency, leaseMs, pollMs } = senderLimits;
    try {
      const room = concurrency - this.#underWay.size;
      if (room === 0) return pollMs;
      const leases = await outbox.lease({ destination, limit: room, leaseMs });
      for (const lease of leases) this.#begin(lease);
      const nextDue = await outbox.nextDue(destination);
      return leases.length === room ? pollMs : Math.min(Math.max((nextDue ?? Infinity) - clock(), 0), pollMs);
    } catch (error) {
      logger.error({ err: error, destination }, 'the outbox cannot be read; trying again');
      return pollMs;
    }
  }

  #begin(lease: Lease): void {
    const sending = this.#send(lease).finally(() => {
      this.#underWay.delete(sending);
      this.#wake();
    });
    this.#underWay.add(sending);
  }

  /** Never rejects. */
  async #send(lease: Lease): Promise<void> {
    const { outbox, clock, logger } = this.#options;
    // This process stood still for a while: what it begins now, another server may begin too.
    if (clock() > lease.until - 2 * senderLimits.timeoutMs) return;
    const begun = clock();
    const settlement = await this.#attempt(lease);
    const { destination, subject, id, attempt } = lease;
    const facts = { destination, subject, message: id, attempt, ms: clock() - begun };
    try {
      const isOurs = await outbox.settle(lease, settlement);
      const line = toLogLine(isOurs ? settlement : undefined);
      logger[line.level]({ ...facts, ...line.facts }, line.text);
    } catch (error) {
      logger.error({ err: error, ...facts }, 'the outcome could not be kept: the message will be sent again');
    }
  }

  async #attempt(lease: Lease): Promise<Settlement> {
    const { recipient, client, clock, random, logger } = this.#options;
    const { attempt } = lease;
    try {
      const request = await recipient.toRequest(lease);
      const answer = await client.send(request, this.#cutOff.signal);
      return judgeAnswer(answer, { attempt, now: clock(), random });
    } catch (error) {
      logger.error({ err: error, message: lease.id }, 'a message could not be made ready to be sent');
      const failure = { at: clock(), reason: 'it could not be made ready to be sent' };
      return { kind: 'retry', at: clock() + toDelayMs({ attempt, random }), failure };
    }
  }
}

interface LogLine {
  readonly level: 'info' | 'warn';
  readonly facts: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** What is logged of an attempt; undefined stands for a settlement that was refused. Never what was answered. */
function toLogLine(settlement: Settlement | undefined): LogLine {
  if (!settlement) return { level: 'warn', facts: {}, text: 'another server has taken this message over' };
  if (settlement.kind === 'delivered') return { level: 'info', facts: {}, text: 'message delivered' };
  const reason = settlement.failure?.reason;
  if (settlement.kind === 'parked') {
    return { level: 'warn', facts: { reason }, text: 'message refused, and parked: see sas outbox list' };
  }
  const due = new Date(settlement.at).toISOString();
  return { level: 'warn', facts: { reason, due }, text: 'message not delivered yet' };
}
