/** One read for many callers: each gets the answer of one that was sent after it called, never of one sent before. */
import { setTimeout as delay } from 'node:timers/promises';

/** A read that takes longer holds up nobody: the next is sent beside it. */
const patienceMs = 100;

export class SharedRead<T> {
  readonly #read: () => Promise<T>;
  /** The one that is not sent yet: whoever calls now may have it. */
  #next: Promise<T> | undefined;
  /** Ends with the one that was sent last, however that ends. */
  #sent: Promise<void> = Promise.resolve();

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  /** Rejects with what the read rejects with; the next call then has another. */
  read(): Promise<T> {
    this.#next ??= this.#send();
    return this.#next;
  }

  async #send(): Promise<T> {
    await withPatience(this.#sent);
    this.#next = undefined;
    const answer = this.#read();
    this.#sent = answer.then(
      () => {},
      () => {},
    );
    return answer;
  }
}

/** Waits for the end of some work, not for longer than there is patience. */
async function withPatience(work: Promise<void>): Promise<void> {
  const over = new AbortController();
  const limit = delay(patienceMs, undefined, { signal: over.signal }).catch(() => {});
  await Promise.race([work, limit]);
  over.abort();
}
