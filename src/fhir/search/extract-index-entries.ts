/** What a resource is found by: the index entries that the table of search parameters says. */
import { parseDateTime, type TimeRange } from '../instant.ts';
import { toPrefixedValue } from '../national-identifier.ts';
import { parseReference } from '../reference.ts';
import type { ResourceType } from '../resource-type.ts';
import { type SearchParameter, searchParameters } from './search-parameter.ts';

/**
 * A token (`scope` system, `value` code), a reference (`scope` type, `value` id) or a string (`scope` the text as it
 * stands, `value` its normalized form). A reference's own identifier stands under `<code>:identifier`.
 */
export interface Term {
  readonly param: string;
  readonly scope: string;
  readonly value: string;
}

/** A date's stretch of time under a parameter. */
export interface Moment extends TimeRange {
  readonly param: string;
}

export interface IndexEntries {
  readonly terms: readonly Term[];
  readonly moments: readonly Moment[];
}

/** The longest normalized string that is indexed; what follows is not searched. */
const maxStringLength = 200;

/** Letters without accents, in lower case, blanks folded: how strings are compared. */
export const normalizeString = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim().slice(0, maxStringLength);

/** A text that only equal terms share, whatever characters these hold. */
export const toTermKey = ({ param, scope, value }: Term): string => `${param} ${scope.length} ${scope}${value}`;

interface Collected {
  terms: Term[];
  moments: Moment[];
}

type Add = (into: Collected, param: string, value: unknown, targets?: readonly ResourceType[]) => void;

/** The entries of a resource, each once. Elements of an unexpected shape yield none: judging them is the validator's. */
export function extractIndexEntries(type: ResourceType, resource: object): IndexEntries {
  const collected: Collected = { terms: [], moments: [] };
  for (const plan of plans[type]) collect(plan, resource, collected);
  return { terms: withoutRepeats(collected.terms), moments: collected.moments };
}

/** Of these entries the terms of the parameters that lead to other resources. */
export function extractReferenceTerms(type: ResourceType, resource: object): readonly Term[] {
  const collected: Collected = { terms: [], moments: [] };
  for (const plan of plans[type]) if (plan.parameter.type === 'reference') collect(plan, resource, collected);
  return collected.terms;
}

interface Plan {
  readonly parameter: SearchParameter;
  readonly paths: readonly (readonly string[])[];
}

/** Paths are split once: extraction runs for every resource of an import. */
const plans = Object.fromEntries(
  Object.entries(searchParameters).map(([type, list]) => [
    type,
    list.map((parameter): Plan => ({ parameter, paths: parameter.paths.map((path) => path.split('.')) })),
  ]),
) as unknown as Record<ResourceType, readonly Plan[]>;

function collect({ parameter, paths }: Plan, resource: object, into: Collected): void {
  const add = adders[parameter.type];
  for (const path of paths) {
    walk(resource, path, 0, (value) => {
      if (matchesWhere(value, parameter.where)) add(into, parameter.code, value, parameter.targets);
    });
  }
}

function walk(value: unknown, path: readonly string[], depth: number, found: (value: unknown) => void): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(item, path, depth, found);
  } else if (depth === path.length) found(value);
  else if (typeof value === 'object') walk((value as Record<string, unknown>)[path[depth]!], path, depth + 1, found);
}

const matchesWhere = (value: unknown, where: SearchParameter['where']): boolean =>
  !where || Object.entries(where).every(([key, wanted]) => (value as Record<string, unknown>)[key] === wanted);

const asText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

interface TokenLike {
  coding?: unknown;
  code?: unknown;
  system?: unknown;
  value?: unknown;
}

const addToken: Add = (into, param, value) => {
  if (typeof value === 'string' || typeof value === 'boolean') {
    into.terms.push({ param, scope: '', value: String(value) });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const element = value as TokenLike;
  if (Array.isArray(element.coding)) {
    for (const coding of element.coding) addToken(into, param, coding);
    return;
  }
  const code = asText(element.code) ?? asText(element.value);
  if (code === undefined) return;
  const system = asText(element.system) ?? '';
  into.terms.push({ param, scope: system, value: toPrefixedValue(system, code) });
};

const addReference: Add = (into, param, value, targets) => {
  if (typeof value !== 'object' || value === null) return;
  const element = value as { reference?: unknown; identifier?: unknown };
  const text = asText(element.reference);
  const key = parseReference(text);
  if (key) {
    if (targets?.includes(key.type)) into.terms.push({ param, scope: key.type, value: key.id });
  } else if (text && !text.startsWith('#')) into.terms.push({ param, scope: '', value: text });
  if (element.identifier) addToken(into, `${param}:identifier`, element.identifier);
};

const addString: Add = (into, param, value) => {
  const text = asText(value);
  if (text) into.terms.push({ param, scope: text, value: normalizeString(text) });
};

const addDate: Add = (into, param, value) => {
  const range = typeof value === 'string' ? parseDateTime(value) : toPeriodRange(value);
  if (range) into.moments.push({ param, ...range });
};

/** Without one of its ends a Period is open; these bounds stand for it. */
const everFrom = -8.64e15;
const everTo = 8.64e15;

function toPeriodRange(value: unknown): TimeRange | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { start, end } = value as { start?: unknown; end?: unknown };
  if (!asText(start) && !asText(end)) return undefined;
  const from = parseDateTime(asText(start) ?? '')?.from ?? everFrom;
  const to = parseDateTime(asText(end) ?? '')?.to ?? everTo;
  return { from, to };
}

const adders: Readonly<Record<SearchParameter['type'], Add>> = {
  token: addToken,
  reference: addReference,
  string: addString,
  date: addDate,
};

/** Terms that come again and again, codes above all, are the same objects each time and take no room again. */
function withoutRepeats(terms: readonly Term[]): readonly Term[] {
  const distinct = new Map<string, Term>();
  for (const term of terms) {
    const key = toTermKey(term);
    if (!distinct.has(key)) distinct.set(key, key.length > longestKnown ? term : remembered(key, term));
  }
  return [...distinct.values()];
}

/** Terms by what they say. */
const known = new Map<string, Term>();
const mostKnown = 20_000;
/** Longer ones, names and addresses, hardly come again. */
const longestKnown = 200;

function remembered(key: string, term: Term): Term {
  const before = known.get(key);
  if (before) return before;
  if (known.size >= mostKnown) known.clear();
  known.set(key, term);
  return term;
}
