/**
 * Which resources an import has written already and what it said of them, in 12 bytes each: a file may have any number of
 * slots. Two of them are mixed up once in 2^64 pairs.
 */

/** Words of an entry: two for what the resource is called, one for its content. */
const width = 3;

export class Repeats {
  #table = new Uint32Array(width * 1024);
  #count = 0;

  /** The fingerprint of what was said of it; undefined when it was not met. */
  find(reference: string): number | undefined {
    const [low, high] = nameOf(reference);
    const at = findPlace(this.#table, low, high);
    return this.#table[at] === 0 ? undefined : this.#table[at + 2];
  }

  /** Remembers the fingerprint of what is said of it. */
  set(reference: string, content: number): void {
    if (this.#count * width * 3 > this.#table.length * 2) this.#grow();
    const [low, high] = nameOf(reference);
    const at = findPlace(this.#table, low, high);
    if (this.#table[at] === 0) this.#count++;
    this.#table.set([low, high, content], at);
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += width) {
      if (old[at] === 0) continue;
      this.#table.set(old.subarray(at, at + width), findPlace(this.#table, old[at]!, old[at + 1]!));
    }
  }
}

/** Where it stands, or the free place where it would. */
function findPlace(table: Uint32Array, low: number, high: number): number {
  const places = table.length / width;
  let at = (high % places) * width;
  while (table[at] !== 0 && (table[at] !== low || table[at + 1] !== high)) at = (at + width) % table.length;
  return at;
}

/** The first word is never 0, which stands for a free place. */
const nameOf = (reference: string): [number, number] => [
  fingerprint(reference, 0x9747b28c) || 1,
  fingerprint(reference, 0x3c6ef372),
];

/** 32 bits that differ for other texts, as good as always: multiply and rotate, mixed at the end. */
export function fingerprint(text: string, seed = 0): number {
  let hash = seed ^ text.length;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1);
    hash = (hash << 13) | (hash >>> 19);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
