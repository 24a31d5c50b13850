/**
 * A search after it was understood: plain values, no query text. Stores execute these and nothing else.
 * https://hl7.org/fhir/R4/search.html
 */
import type { TimeRange } from '../instant.ts';
import type { ResourceType } from '../resource-type.ts';

/** How a term's value is compared. */
export type TermComparison = 'equals' | 'startsWith' | 'contains';

/**
 * One value of a token, reference or string parameter, as indexed (see `extractIndexEntries`): for a token `scope` is
 * the system, for a reference the type of its target, for a string its exact text; absent means any.
 */
export interface TermMatch {
  readonly scope?: string;
  /** Absent: any value of that scope. */
  readonly value?: string;
  readonly comparison: TermComparison;
}

export type DatePrefix = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

export interface DateMatch {
  readonly prefix: DatePrefix;
  readonly range: TimeRange;
}

/** All criteria of a search hold together; within one, any of its values suffices. */
export type Criterion =
  | { readonly kind: 'term'; readonly param: string; readonly anyOf: readonly TermMatch[]; readonly negated: boolean }
  | { readonly kind: 'date'; readonly param: string; readonly anyOf: readonly DateMatch[] }
  | { readonly kind: 'missing'; readonly param: string; readonly isMissing: boolean }
  | { readonly kind: 'id'; readonly anyOf: readonly string[] }
  | { readonly kind: 'lastUpdated'; readonly anyOf: readonly DateMatch[] }
  /** The reference `param` leads to a `target` that meets `criterion`. */
  | { readonly kind: 'chain'; readonly param: string; readonly target: ResourceType; readonly criterion: Criterion }
  /** A `source` that meets `criterion` refers here by its `param`. */
  | { readonly kind: 'has'; readonly source: ResourceType; readonly param: string; readonly criterion: Criterion };

export interface SortKey {
  /** A parameter's code, `_id` or `_lastUpdated`. */
  readonly code: string;
  readonly isDescending: boolean;
}

/** `_include` or `_revinclude`. */
export interface Include {
  readonly direction: 'include' | 'revinclude';
  readonly source: ResourceType;
  /** `*` stands for every reference parameter of the source. */
  readonly param: string;
  readonly target?: ResourceType;
  readonly isIterated: boolean;
}

/** A whole search of one type. */
export interface Search {
  readonly type: ResourceType;
  readonly criteria: readonly Criterion[];
  readonly sort: readonly SortKey[];
  readonly includes: readonly Include[];
  /** How many matches a page holds. */
  readonly count: number;
  /** Where the page begins: what the store gave as `next` of the one before. */
  readonly cursor?: string;
  readonly total: 'none' | 'accurate';
  readonly isCountOnly: boolean;
  /** Only these top-level elements, and the mandatory ones, are sent. */
  readonly elements?: readonly string[];
  /** Names of parameters that mean nothing here. */
  readonly ignored: readonly string[];
}
