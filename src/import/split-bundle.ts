/**
 * Cuts the entries out of a Bundle without ever holding the whole of it: memory is that of its longest entry. What stands
 * around the entries is judged when the file has ended. https://hl7.org/fhir/R4/bundle.html
 */
import { parseJson } from '../fhir/json.ts';
import { OutcomeError } from '../fhir/outcome.ts';
import { ImportRefused } from './import-refused.ts';
import { BoundedBytes, type Piece, type Splitter, tooLong } from './piece.ts';

const importedTypes: readonly unknown[] = ['collection', 'searchset', 'transaction', 'batch'];

/** The bytes that JSON's structure is made of. */
const byte = {
  newline: 0x0a,
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openArray: 0x5b,
  escape: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;

/** Depth of what stands in `Bundle.entry`: within the root object and that array. */
const entryDepth = 2;

/** Cuts a Bundle into its entries. A file that is one resource and no Bundle comes as that one piece. */
export class BundleSplitter implements Splitter {
  readonly #name: string;
  readonly #around = new BoundedBytes();
  readonly #entry = new BoundedBytes();
  #chunk: Buffer = Buffer.alloc(0);
  /** What of the chunk was not kept yet begins here. */
  #from = 0;
  #pieces: Piece[] = [];
  #line = 1;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #isInEntries = false;
  #hasEnded = false;
  #entries = 0;
  /** The line on which the entry that is being cut out began. */
  #entryLine: number | undefined;
  /** The last text met in the root object, and the last one that was followed by a colon. */
  #text = '';
  #key = '';
  #extra: number | undefined;

  /** `name` is the file's, for the message that refuses it. */
  constructor(name: string) {
    this.#name = name;
  }

  push(chunk: Buffer): Piece[] {
    this.#chunk = chunk;
    this.#from = 0;
    this.#pieces = [];
    for (let at = 0; at < chunk.length; at++) this.#read(chunk[at]!, at);
    this.#keep(chunk.length);
    return this.#pieces;
  }

  #read(code: number, at: number): void {
    if (code === byte.newline) this.#line++;
    if (this.#isInText) this.#readText(code);
    else if (code === byte.quote) this.#beginText();
    else if (code === byte.openObject || code === byte.openArray) this.#open(code, at);
    else if (code === byte.closeObject || code === byte.closeArray) this.#close(at);
    else this.#readOther(code);
  }

  #open(code: number, at: number): void {
    if (this.#depth === 0) this.#noticeExtra();
    if (this.#isInEntries && this.#depth === entryDepth) {
      this.#from = at;
      this.#entryLine = this.#line;
    }
    this.#depth++;
    if (code !== byte.openArray || this.#depth !== entryDepth || this.#key !== 'entry') return;
    this.#keep(at + 1);
    this.#isInEntries = true;
  }

  #close(at: number): void {
    this.#depth--;
    if (this.#entryLine !== undefined && this.#depth === entryDepth) {
      this.#keep(at + 1);
      this.#pieces.push(this.#takeEntry());
    } else if (this.#isInEntries && this.#depth < entryDepth) {
      this.#isInEntries = false;
      this.#from = at;
    } else if (this.#depth === 0) {
      this.#keep(at + 1);
      this.#hasEnded = true;
    }
  }

  /** Keeps what was read of this chunk since the last time; commas between entries are not needed. */
  #keep(to: number): void {
    const bytes = this.#chunk.subarray(this.#from, to);
    if (this.#entryLine !== undefined) this.#entry.add(bytes);
    else if (!this.#isInEntries && !this.#hasEnded) this.#around.add(bytes);
    this.#from = to;
  }

  end(): Piece[] {
    const line = this.#line;
    const around = this.#around.take();
    if (!around) return [{ line: 1, problem: `what stands around the entries is ${tooLong}` }];
    if (!this.#hasEnded) return [{ line, problem: 'the file ends in the middle of its JSON: it was cut short' }];
    const extra = this.#extra === undefined ? [] : [{ line: this.#extra, problem: unexpected }];
    return [...this.#judgeAround(around), ...extra];
  }

  breakOff(problem: string): Piece[] {
    const broken = { line: this.#line, problem };
    return this.#hasEnded ? [...this.end(), broken] : [broken];
  }

  #readText(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === byte.escape) this.#isEscaped = true;
    else if (code === byte.quote) this.#isInText = false;
    else if (this.#depth === 1 && this.#text.length < 'entry '.length) this.#text += String.fromCharCode(code);
  }

  #beginText(): void {
    this.#isInText = true;
    if (this.#depth === 1) this.#text = '';
    this.#noticeExtra();
  }

  #readOther(code: number): void {
    if (code === byte.colon && this.#depth === 1) this.#key = this.#text;
    else if (!isBlank(code) && code !== byte.comma) this.#noticeExtra();
  }

  /** What is neither an entry nor between two of them, or follows the end. */
  #noticeExtra(): void {
    const isBetween = this.#isInEntries && this.#entryLine === undefined;
    if (isBetween || this.#hasEnded) this.#extra ??= this.#line;
  }

  #takeEntry(): Piece {
    const place = { line: this.#entryLine!, entry: this.#entries++ };
    this.#entryLine = undefined;
    const bytes = this.#entry.take();
    return bytes ? { ...place, bytes } : { ...place, problem: tooLong };
  }

  /** @throws ImportRefused for a Bundle of a type whose entries are not to be imported. */
  #judgeAround(around: Buffer): Piece[] {
    let root: unknown;
    try {
      root = parseJson(around.toString());
    } catch (error) {
      if (!(error instanceof OutcomeError)) throw error;
      return [{ line: 1, problem: error.message }];
    }
    const { resourceType, type } = (root ?? {}) as { resourceType?: unknown; type?: unknown };
    if (resourceType !== 'Bundle') {
      if (this.#entries === 0) return [{ line: 1, bytes: around }];
      throw new ImportRefused(`${this.#name} is no Bundle, though it has entries: its resourceType is ${resourceType}`);
    }
    if (importedTypes.includes(type)) return [];
    throw new ImportRefused(`${this.#name} is a Bundle of type ${type}; ${importedTypes.join(', ')} can be imported`);
  }
}

const unexpected = 'something stands here that is no entry; several resources in one file are NDJSON (--format ndjson)';
