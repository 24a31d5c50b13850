/**
 * Where the log goes when no person reads along. Who has stopped reading it, or is gone, does not hold up the server, not even
 * at its end.
 */
import { writeSync } from 'node:fs';

/** How soon what found no room is tried again, in milliseconds. */
const retryMs = 100;
/** What finds no room is kept up to here, in bytes; later lines are lost. */
const mostWaiting = 8 * 1024 * 1024;
/** How long the end of the process waits for room, in milliseconds. */
const patienceAtExitMs = 1000;

export class LogOutput {
  readonly #fd: number;
  /** Lines of this turn of the event loop: written together, since each write wakes the reader. */
  #lines = '';
  /** What came before them and found no room. */
  #waiting: Uint8Array = new Uint8Array();
  #isScheduled = false;

  /** To be made once for a file descriptor: a pipe or socket that does not block (`process.stdout` sees to it), or a file. */
  constructor(fd: number) {
    this.#fd = fd;
    process.once('exit', () => this.#finish());
  }

  /** Takes a line, which is written in this turn of the event loop or at the end of the process; lost if it cannot be written. */
  write(line: string): void {
    this.#lines += line;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#writeOut());
  }

  #writeOut(): void {
    const isAllWritten = this.#writeWhatFits();
    this.#isScheduled = !isAllWritten;
    if (!isAllWritten) setTimeout(() => this.#writeOut(), retryMs).unref();
  }

  /** Whether nothing waits any more. */
  #writeWhatFits(): boolean {
    const lines = Buffer.from(this.#lines);
    this.#lines = '';
    if (this.#waiting.length === 0) this.#waiting = lines;
    else if (this.#waiting.length < mostWaiting) this.#waiting = Buffer.concat([this.#waiting, lines]);
    try {
      while (this.#waiting.length > 0) this.#waiting = this.#waiting.subarray(writeSync(this.#fd, this.#waiting));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
      // Nobody reads any more (EPIPE), or the disk is full.
      this.#waiting = this.#waiting.subarray(this.#waiting.length);
    }
    return true;
  }

  #finish(): void {
    const until = performance.now() + patienceAtExitMs;
    while (!this.#writeWhatFits() && performance.now() < until) Atomics.wait(nothing, 0, 0, 10);
  }
}

/** Something to wait for in vain. */
const nothing = new Int32Array(new SharedArrayBuffer(4));
