/** What a file is cut into before any of it is read: one resource or Bundle entry each, with the line it begins on. */

/** The longest line or entry that is read, in bytes; what is longer is passed over without being held in memory. */
export const maxPieceBytes = 8 * 1024 * 1024;

export interface Place {
  /** Of the file, from 1. */
  readonly line: number;
  /** Which `Bundle.entry` it is, from 0; absent when it is none. */
  readonly entry?: number;
}

/** One resource as text, or one entry with its resource. */
export interface WholePiece extends Place {
  readonly bytes: Buffer;
  /** Whether the file ends right behind it, without an end of line: it may have been cut short. */
  readonly isAtEnd?: boolean;
}

/** A place of the file that holds no resource, and why. */
export interface BadPiece extends Place {
  readonly problem: string;
}

export type Piece = WholePiece | BadPiece;

/** Cuts a file's bytes, given in chunks of any size, into pieces. */
export interface Splitter {
  /** The pieces that this chunk completes. They may share its memory. */
  push(chunk: Buffer): Piece[];
  /** What is left when the file has ended. */
  end(): Piece[];
  /** The same when the file cannot be read any further: what has begun is bad, because of this problem. */
  breakOff(problem: string): Piece[];
}

export const tooLong: string = `longer than ${maxPieceBytes / (1024 * 1024)} MB: passed over`;

/** Collects the bytes of one piece over several chunks, and drops them once they are too many. */
export class BoundedBytes {
  #parts: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#length > maxPieceBytes) this.#parts = [];
    // Copied: a part kept until the next chunk must not keep this whole chunk in memory, nor change with it.
    else if (bytes.length > 0) this.#parts.push(Buffer.from(bytes));
  }

  /** All bytes, undefined when they were too many; begins anew. */
  take(): Buffer | undefined {
    const bytes = this.#length > maxPieceBytes ? undefined : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return bytes;
  }
}
