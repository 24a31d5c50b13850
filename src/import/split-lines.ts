/** NDJSON: one resource a line. https://github.com/ndjson/ndjson-spec */
import { BoundedBytes, maxPieceBytes, type Piece, type Splitter, tooLong } from './piece.ts';

const newline = 0x0a;

/** Cuts NDJSON into its lines; empty ones are counted and left out. */
export class LineSplitter implements Splitter {
  readonly #begun = new BoundedBytes();
  #line = 1;

  push(chunk: Buffer): Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    for (let to = chunk.indexOf(newline); to >= 0; to = chunk.indexOf(newline, from)) {
      this.#addLine(pieces, this.#complete(chunk.subarray(from, to)));
      from = to + 1;
    }
    this.#begun.add(chunk.subarray(from));
    return pieces;
  }

  end(): Piece[] {
    const pieces: Piece[] = [];
    this.#addLine(pieces, this.#begun.take());
    return pieces.map((piece) => ({ ...piece, isAtEnd: true }));
  }

  breakOff(problem: string): Piece[] {
    return [{ line: this.#line, problem }];
  }

  #complete(rest: Buffer): Buffer | undefined {
    if (this.#begun.length === 0) return rest.length > maxPieceBytes ? undefined : rest;
    this.#begun.add(rest);
    return this.#begun.take();
  }

  #addLine(pieces: Piece[], bytes: Buffer | undefined): void {
    const line = this.#line++;
    if (!bytes) pieces.push({ line, problem: tooLong });
    else if (!isBlank(bytes)) pieces.push({ line, bytes });
  }
}

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
