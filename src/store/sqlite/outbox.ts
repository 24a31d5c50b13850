/** The outbox in tables `outbox`, a row per message, and `outbox_line`, a row per destination and subject. */
import type { Lease, LeaseOrder, Outbox, OutboxEntry, OutboxQuery, Settlement } from '../outbox.ts';
import type { OutboxMessage } from '../unit-of-work.ts';
import type { CommitQueue } from './commit-queue.ts';
import { type EntryRow, entries, toEntry } from './outbox-entry.ts';
import { translatingErrors } from './sqlite-error.ts';
import type { Statements } from './statements.ts';

type Line = Pick<OutboxMessage, 'destination' | 'subject'>;

/** Queues a message inside the open transaction; `at` is when it is said to be queued, `now` when it is due. */
export function queueMessage(statements: Statements, message: OutboxMessage, { at, now }: { at: number; now: number }) {
  const { destination, subject, body } = message;
  const insert = 'INSERT INTO outbox (destination, subject, body, at) VALUES (?, ?, ?, ?)';
  statements.run(insert, destination, subject, body, at);
  statements.run(
    `INSERT INTO outbox_line (destination, subject, due) VALUES (?, ?, ?)
     ON CONFLICT (destination, subject) DO UPDATE SET due = coalesce(due, excluded.due)`,
    destination,
    subject,
    now,
  );
}

export interface SqliteOutboxOptions {
  readonly statements: Statements;
  readonly queue: CommitQueue;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

export class SqliteOutbox implements Outbox {
  readonly #statements: Statements;
  readonly #queue: CommitQueue;
  readonly #clock: () => number;
  readonly #listeners = new Set<() => void>();

  constructor({ statements, queue, clock }: SqliteOutboxOptions) {
    this.#statements = statements;
    this.#queue = queue;
    this.#clock = clock;
  }

  async lease({ destination, limit, leaseMs }: LeaseOrder): Promise<readonly Lease[]> {
    const nextDue = await this.nextDue(destination);
    if (nextDue === undefined || nextDue > this.#clock()) return [];
    return this.#queue.run(() => {
      const now = this.#clock();
      const due = 'SELECT subject FROM outbox_line WHERE destination = ? AND due <= ? ORDER BY due LIMIT ?';
      const lines = this.#statements.all<{ subject: string }>(due, destination, now, limit);
      return lines.flatMap(({ subject }) => this.#leaseHead({ destination, subject }, now + leaseMs) ?? []);
    });
  }

  async settle(lease: Lease, settlement: Settlement): Promise<boolean> {
    return this.#queue.run(() => {
      const { destination, subject, fence } = lease;
      const isOurs = this.#statements.get(
        'SELECT 1 FROM outbox_line WHERE destination = ? AND subject = ? AND fence = ? AND is_leased',
        destination,
        subject,
        fence,
      );
      if (!isOurs) return false;
      this.#settleMessage(lease, settlement);
      this.#freeLine(lease, settlement.kind === 'retry' ? settlement.at : this.#clock());
      return true;
    });
  }

  async nextDue(destination: string): Promise<number | undefined> {
    const select = 'SELECT min(due) AS due FROM outbox_line WHERE destination = ? AND due IS NOT NULL';
    return this.#read((statements) => statements.get<{ due: number | null }>(select, destination))?.due ?? undefined;
  }

  async list({ isParked = false, after = '0', limit }: OutboxQuery): Promise<readonly OutboxEntry[]> {
    const select = `${entries} WHERE o.seq > ? AND o.is_parked >= ? ORDER BY o.seq LIMIT ?`;
    const rows = this.#read((statements) => statements.all<EntryRow>(select, toSeq(after), isParked ? 1 : 0, limit));
    return rows.map((row) => toEntry(row, this.#clock()));
  }

  async find(id: string): Promise<OutboxEntry | undefined> {
    const row = this.#read((statements) => statements.get<EntryRow>(`${entries} WHERE o.seq = ?`, toSeq(id)));
    return row && toEntry(row, this.#clock());
  }

  async retry(id: string): Promise<boolean> {
    return this.#queue.run(() => {
      const unpark = 'UPDATE outbox SET is_parked = 0 WHERE seq = ? RETURNING destination, subject';
      const line = this.#statements.get<Line>(unpark, toSeq(id));
      if (!line) return false;
      this.#statements.run(
        'UPDATE outbox_line SET due = ? WHERE destination = ? AND subject = ? AND NOT is_leased',
        this.#clock(),
        line.destination,
        line.subject,
      );
      this.announce();
      return true;
    });
  }

  onQueued(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the listeners once the transaction in progress is over: a transaction takes no more than one turn. */
  announce(): void {
    setImmediate(() => {
      for (const listener of this.#listeners) listener();
    });
  }

  #leaseHead({ destination, subject }: Line, until: number): Lease | undefined {
    const head = this.#statements.get<{ seq: number; body: string; attempts: number }>(
      `UPDATE outbox SET attempts = attempts + 1
       WHERE seq = (SELECT min(seq) FROM outbox WHERE destination = ? AND subject = ? AND NOT is_parked)
       RETURNING seq, body, attempts`,
      destination,
      subject,
    );
    if (!head) {
      this.#freeLine({ destination, subject }, until);
      return undefined;
    }
    const line = this.#statements.get<{ fence: number }>(
      `UPDATE outbox_line SET fence = fence + 1, is_leased = 1, due = ?
       WHERE destination = ? AND subject = ? RETURNING fence`,
      until,
      destination,
      subject,
    );
    const { seq, body, attempts: attempt } = head;
    return { id: String(seq), destination, subject, body, attempt, fence: line!.fence, until };
  }

  #settleMessage({ id, destination, subject }: Lease, settlement: Settlement): void {
    const { kind } = settlement;
    if (kind !== 'retry') {
      const remove = `DELETE FROM outbox WHERE destination = ? AND subject = ? AND seq ${kind === 'parked' ? '<' : '<='} ?`;
      this.#statements.run(remove, destination, subject, toSeq(id));
    }
    if (kind === 'delivered') return;
    const { failure } = settlement;
    if (failure)
      this.#statements.run('UPDATE outbox SET failure = ? WHERE seq = ?', JSON.stringify(failure), toSeq(id));
    if (kind === 'parked') this.#statements.run('UPDATE outbox SET is_parked = 1 WHERE seq = ?', toSeq(id));
  }

  /** Ends the line's lease: its head, when there still is one, is due at `due`. */
  #freeLine({ destination, subject }: Line, due: number): void {
    this.#statements.run(
      `UPDATE outbox_line SET is_leased = 0, due = CASE WHEN EXISTS (
         SELECT 1 FROM outbox o WHERE o.destination = outbox_line.destination AND o.subject = outbox_line.subject
         AND NOT o.is_parked) THEN ? END
       WHERE destination = ? AND subject = ?`,
      due,
      destination,
      subject,
    );
  }

  #read<T>(work: (statements: Statements) => T): T {
    return translatingErrors(() => work(this.#statements));
  }
}

/** The row that an id names; 0, which no row has, when the text is no id of this store. */
const toSeq = (id: string): number => (/^\d{1,15}$/.test(id) ? Number(id) : 0);
