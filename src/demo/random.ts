/**
 * Chance that can be repeated: the same words give the same draws, on every machine and in every process.
 * Good enough to make a demonstration look alive; never for anything secret.
 */

/** Values with their weights; the weights need not add up to anything. */
export type Weighted<T> = readonly (readonly [weight: number, value: T])[];

export interface Random {
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean;
  /** A whole number, both bounds included. */
  between(low: number, high: number): number;
  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
  /** One value, in proportion to its weight. */
  draw<T>(weighted: Weighted<T>): T;
  /** The same items in another order. */
  shuffle<T>(items: readonly T[]): T[];
}

/** A generator that depends on these words alone. */
export function randomOf(...words: readonly (string | number)[]): Random {
  const next = mulberry32(fnv1a(words.join('|')));
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    chance: (probability) => next() < probability,
    between: (low, high) => low + below(high - low + 1),
    pick: (items) => items[below(items.length)]!,
    draw: (weighted) => {
      let left = next() * weighted.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of weighted) {
        left -= weight;
        if (left < 0) return value;
      }
      return weighted.at(-1)![1];
    },
    shuffle: (items) => {
      const result = [...items];
      for (let last = result.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [result[last], result[other]] = [result[other]!, result[last]!];
      }
      return result;
    },
  };
}

/** 32-bit FNV-1a of the text's UTF-16 units. http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** The Mulberry32 generator: 32 bits of state, numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
