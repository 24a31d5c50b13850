/** A search's parameters, made into one plain value. https://hl7.org/fhir/R4/search.html */
import { issue, issuesOf, OutcomeError, refuse } from '../outcome.ts';
import { isResourceType, type ResourceType } from '../resource-type.ts';
import type { Criterion, Include, Search, SortKey } from './criterion.ts';
import { parseCriterion } from './parse-criterion.ts';
import type { QueryPair } from './query-string.ts';
import { findSearchParameter, searchParameters } from './search-parameter.ts';

/** `Prefer: handling=`: whether an unknown parameter is refused or ignored. */
export type Handling = 'strict' | 'lenient';

/** Matches on a page when `_count` is absent, and at most. */
export const pageSize = { usual: 100, most: 1000 } as const;

/** What one search may ask for at most, over all its parameters: no store is made to work without bound. */
export const searchLimits = { parameters: 200, values: 500, sortKeys: 5 } as const;

/** The parameter in which a `next` link carries where its page begins. */
export const cursorParameter = '_cursor';

/** How a query is to be read. */
export interface SearchReading {
  readonly handling: Handling;
  /** What URLs of this server begin with: a reference may be asked by one. */
  readonly baseUrl?: string | undefined;
}

interface Draft {
  criteria: Criterion[];
  includes: Include[];
  sort: SortKey[];
  count: number;
  cursor?: string;
  total: Search['total'];
  isCountOnly: boolean;
  elements?: string[];
  ignored: string[];
}

type Apply = (draft: Draft, pair: QueryPair, type: ResourceType) => void;

/** Parameters of the result, not of the resources. https://hl7.org/fhir/R4/search.html#modifyingresults */
const resultParameters: Readonly<Record<string, Apply>> = {
  _format: () => {},
  _pretty: () => {},
  _count: (draft, { value }) => {
    if (!/^\d{1,9}$/.test(value)) refuse('value', `_count is a whole number from 0, not "${value}"`, '_count');
    draft.count = Math.min(Number(value), pageSize.most);
    if (draft.count === 0) draft.isCountOnly = true;
  },
  [cursorParameter]: (draft, { value }) => {
    draft.cursor = value;
  },
  _total: (draft, { value }) => {
    oneOf('_total', value, ['none', 'estimate', 'accurate']);
    draft.total = value === 'none' ? 'none' : 'accurate';
  },
  _summary: (draft, { value }) => {
    oneOf('_summary', value, ['count', 'false']);
    draft.isCountOnly ||= value === 'count';
  },
  _elements: (draft, { value }) => {
    const names = value.split(',').map((name) => name.trim());
    if (names.some((name) => !/^[A-Za-z]+$/.test(name))) {
      refuse('value', `_elements is a list of element names, not "${value}"`, '_elements');
    }
    draft.elements = [...(draft.elements ?? []), ...names];
  },
  _sort: (draft, { value }, type) => {
    draft.sort.push(...value.split(',').map((key) => parseSortKey(key.trim(), type)));
    if (draft.sort.length > searchLimits.sortKeys) {
      refuse('too-costly', `_sort takes at most ${searchLimits.sortKeys} keys`, '_sort');
    }
  },
  _include: (draft, pair) => draft.includes.push(parseInclude(pair)),
  _revinclude: (draft, pair) => draft.includes.push(parseInclude(pair)),
  '_include:iterate': (draft, pair) => draft.includes.push(parseInclude(pair)),
  '_revinclude:iterate': (draft, pair) => draft.includes.push(parseInclude(pair)),
};

/**
 * The search of `type` that `pairs` state.
 * @throws OutcomeError that names each parameter which cannot be understood, all of them at once.
 */
export function parseSearch(type: ResourceType, pairs: readonly QueryPair[], reading: SearchReading): Search {
  const draft: Draft = {
    criteria: [],
    includes: [],
    sort: [],
    count: pageSize.usual,
    total: 'accurate',
    isCountOnly: false,
    ignored: [],
  };
  if (pairs.length > searchLimits.parameters) {
    refuse('too-costly', `A search has at most ${searchLimits.parameters} parameters, not ${pairs.length}`);
  }
  const issues = pairs.flatMap((pair) => issuesOf(() => applyPair(draft, pair, type, reading)));
  if (issues.length > 0) throw new OutcomeError(issues);
  return { type, ...draft };
}

function applyPair(draft: Draft, pair: QueryPair, type: ResourceType, { handling, baseUrl }: SearchReading): void {
  const apply = Object.hasOwn(resultParameters, pair.name) ? resultParameters[pair.name] : undefined;
  if (apply) {
    apply(draft, pair, type);
    return;
  }
  refuseResultModifier(pair.name);
  const known = parseCriterion(type, { name: pair.name, value: pair.value, baseUrl });
  if (known) addCriterion(draft, known, pair.name);
  else if (handling === 'strict') refuseUnknown(type, pair.name);
  else draft.ignored.push(pair.name);
}

/** `_count:exact`: the parameter is known, so the modifier is a mistake and never ignored. */
function refuseResultModifier(name: string): void {
  const code = name.slice(0, Math.max(name.indexOf(':'), 0));
  if (Object.hasOwn(resultParameters, code)) refuse('not-supported', `${name}: ${code} takes no such modifier`, name);
}

function addCriterion(draft: Draft, criterion: Criterion, name: string): void {
  draft.criteria.push(criterion);
  const values = draft.criteria.reduce((sum, one) => sum + valueCount(one), 0);
  if (values <= searchLimits.values) return;
  refuse('too-costly', `${name}: a search holds at most ${searchLimits.values} values`, name);
}

function valueCount(criterion: Criterion): number {
  if (criterion.kind === 'chain' || criterion.kind === 'has') return valueCount(criterion.criterion);
  return criterion.kind === 'missing' ? 1 : criterion.anyOf.length;
}

function refuseUnknown(type: ResourceType, name: string): never {
  const known = searchParameters[type].map((one) => one.code).join(', ');
  throw new OutcomeError(
    issue('not-supported', `${name} is no search parameter of ${type}; it has _id, _lastUpdated, ${known}`, name),
  );
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) refuse('value', `${name} is one of ${allowed.join(', ')}, not "${value}"`, name);
}

function parseSortKey(text: string, type: ResourceType): SortKey {
  const isDescending = text.startsWith('-');
  const code = isDescending ? text.slice(1) : text;
  if (code !== '_id' && code !== '_lastUpdated' && !findSearchParameter(type, code)) {
    refuse('value', `_sort: ${type} has no search parameter "${code}"`, '_sort');
  }
  return { code, isDescending };
}

/** `Slot:schedule`, `Schedule:actor:Location`, `Schedule:*`. */
function parseInclude({ name, value }: QueryPair): Include {
  const [source = '', param = '', target, ...rest] = value.split(':');
  if (!isResourceType(source) || rest.length > 0) {
    return refuse('value', `${name}=${value}: expected <type>:<reference parameter>[:<target type>]`, name);
  }
  const parameter = findSearchParameter(source, param);
  if (param !== '*' && parameter?.type !== 'reference') {
    refuse('value', `${name}=${value}: ${source} has no reference parameter "${param}"`, name);
  }
  if (target !== undefined && (!isResourceType(target) || !(parameter?.targets ?? [target]).includes(target))) {
    return refuse('value', `${name}=${value}: ${source}.${param} does not lead to "${target}"`, name);
  }
  return {
    direction: name.startsWith('_rev') ? 'revinclude' : 'include',
    source,
    param,
    ...(target ? { target } : {}),
    isIterated: name.endsWith(':iterate'),
  };
}
