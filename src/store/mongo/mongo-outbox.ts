/** The outbox in the collection `lines`. */
import type { Lease, LeaseOrder, Outbox, OutboxEntry, OutboxQuery, Settlement } from '../outbox.ts';
import { type LineDocument, leased, lineId, retried, settled, toEntry } from './outbox-line.ts';
import { changeLine, type Lines, saveLine } from './outbox-lines.ts';
import type { OnStep } from './protocol.ts';
import { maxTimeMS, type RunInTime } from './time-limits.ts';

export interface MongoOutboxOptions {
  readonly lines: Lines;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly inTime: RunInTime;
  readonly onStep: OnStep;
}

export class MongoOutbox implements Outbox {
  readonly #lines: Lines;
  readonly #clock: () => number;
  readonly #inTime: RunInTime;
  readonly #onStep: OnStep;
  readonly #listeners = new Set<() => void>();

  constructor({ lines, clock, inTime, onStep }: MongoOutboxOptions) {
    this.#lines = lines;
    this.#clock = clock;
    this.#inTime = inTime;
    this.#onStep = onStep;
  }

  lease({ destination, limit, leaseMs }: LeaseOrder): Promise<readonly Lease[]> {
    return this.#inTime(async () => {
      const leases: Lease[] = [];
      while (leases.length < limit) {
        const now = this.#clock();
        const due = { destination, due: { $lte: now } };
        const options = { sort: { due: 1 }, limit: limit - leases.length, maxTimeMS } as const;
        const lines = await this.#lines.find(due, options).toArray();
        if (lines.length === 0) break;
        const tried = await Promise.all(lines.map((line) => this.#leaseHead(line, now, now + leaseMs)));
        leases.push(...tried.flatMap((lease) => lease ?? []));
      }
      return leases;
    });
  }

  settle(lease: Lease, settlement: Settlement): Promise<boolean> {
    return this.#inTime(async () => {
      const read = () => this.#lines.findOne({ _id: lineId(lease) }, { maxTimeMS });
      const isSettled = await changeLine(this.#lines, read, (line) => {
        const next = settled(line, { lease, settlement, now: this.#clock() });
        return next && { line: next, result: true };
      });
      if (isSettled) this.#onStep('message-settled');
      return isSettled ?? false;
    });
  }

  nextDue(destination: string): Promise<number | undefined> {
    return this.#inTime(async () => {
      const waiting = { destination, due: { $gte: 0 } };
      const [first] = await this.#lines.find(waiting, { sort: { due: 1 }, limit: 1, maxTimeMS }).toArray();
      return first?.due;
    });
  }

  list({ isParked = false, after = '0', limit }: OutboxQuery): Promise<readonly OutboxEntry[]> {
    return this.#inTime(async () => {
      const wanted = (field: string) => ({
        [`${field}.seq`]: { $gt: toSeq(after) },
        ...(isParked ? { [`${field}.isParked`]: true } : {}),
      });
      // Each message comes with its line as it was then: what is settled meanwhile makes no page shorter.
      const found = await this.#lines
        .aggregate<LineDocument & { readonly message: { readonly seq: number } }>(
          [
            { $match: wanted('messages') },
            { $addFields: { message: '$messages' } },
            { $unwind: '$message' },
            { $match: wanted('message') },
            { $sort: { 'message.seq': 1 } },
            { $limit: limit },
          ],
          { maxTimeMS },
        )
        .toArray();
      return found.flatMap((line) => this.#toEntry(line, line.message.seq) ?? []);
    });
  }

  find(id: string): Promise<OutboxEntry | undefined> {
    return this.#inTime(async () => this.#toEntry(await this.#lineOf(id), toSeq(id)));
  }

  async retry(id: string): Promise<boolean> {
    const isFound = await this.#inTime(() =>
      changeLine(
        this.#lines,
        () => this.#lineOf(id),
        (line) => {
          const next = retried(line, toSeq(id), this.#clock());
          return next && { line: next, result: true };
        },
      ),
    );
    if (isFound) this.announce();
    return isFound ?? false;
  }

  onQueued(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the listeners that a message can be leased. */
  announce(): void {
    for (const listener of this.#listeners) listener();
  }

  async #leaseHead(line: LineDocument, now: number, until: number): Promise<Lease | undefined> {
    const next = leased(line, { now, until });
    if (!next || !(await saveLine(this.#lines, next.line))) return undefined;
    this.#onStep('message-leased');
    return next.lease;
  }

  #lineOf(id: string): Promise<LineDocument | null> {
    return this.#lines.findOne({ 'messages.seq': toSeq(id) }, { maxTimeMS });
  }

  #toEntry(line: LineDocument | null | undefined, seq: number): OutboxEntry | undefined {
    const message = line?.messages.find((one) => one.seq === seq);
    return line && message ? toEntry(line, message, this.#clock()) : undefined;
  }
}

/** The number that an id says; 0, which no message has, when the text is no id of this store. */
const toSeq = (id: string): number => (/^\d{1,15}$/.test(id) ? Number(id) : 0);
