/** What `_include` and `_revinclude` add to matches. https://hl7.org/fhir/R4/search.html#revinclude */
import { refuse } from '../fhir/outcome.ts';
import { type ResourceKey, toReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import { isResourceType } from '../fhir/resource-type.ts';
import type { Criterion, Include } from '../fhir/search/criterion.ts';
import { extractIndexEntries } from '../fhir/search/extract-index-entries.ts';
import { searchParameters } from '../fhir/search/search-parameter.ts';
import type { ResourceStore, StoredResource } from '../store/resource-store.ts';

/** What the includes of one page bring at most, and how often they are applied to what they brought. */
export const includeLimits = { resources: 5000, rounds: 10 } as const;

/**
 * The resources that the includes bring, each once, and none that is a match already.
 * @throws OutcomeError `too-costly` naming the include that would bring more than the limits allow.
 */
export async function includeResources(
  store: ResourceStore,
  matches: readonly StoredResource[],
  includes: readonly Include[],
): Promise<readonly StoredResource[]> {
  const included = new Included(matches);
  const iterated = includes.filter(({ isIterated }) => isIterated);
  // A referrer that is a match already takes no room.
  const mostReferrers = includeLimits.resources + matches.length;
  let sources = matches;
  for (let round = 0; sources.length > 0; round++) {
    const brought = await applyAll(store, round === 0 ? includes : iterated, { sources, mostReferrers });
    sources = brought.flatMap((one) => included.add(one));
    if (round === includeLimits.rounds && sources.length > 0) refuseDeep(iterated);
  }
  return included.all;
}

/** What is included so far. */
class Included {
  readonly all: StoredResource[] = [];
  readonly #seen: Set<string>;

  constructor(matches: readonly StoredResource[]) {
    this.#seen = new Set(matches.map(toReference));
  }

  /** Adds what is new, and gives it back. */
  add({ include, resources }: Brought): readonly StoredResource[] {
    const added = resources.filter((one) => !this.#seen.has(toReference(one)) && this.#seen.add(toReference(one)));
    if (this.all.length + added.length > includeLimits.resources) refuseMany(include);
    this.all.push(...added);
    return added;
  }
}

const textOf = ({ direction, isIterated, source, param, target }: Include): string =>
  `${nameOf({ direction, isIterated })}=${[source, param, target].filter(Boolean).join(':')}`;

const nameOf = ({ direction, isIterated }: Pick<Include, 'direction' | 'isIterated'>): string =>
  `_${direction}${isIterated ? ':iterate' : ''}`;

function refuseMany(include: Include): never {
  const most = `brings more than the ${includeLimits.resources} resources that may be included`;
  const wanted = 'ask for fewer matches (_count), or search for these by themselves';
  return refuse('too-costly', `${textOf(include)} ${most}: ${wanted}`, nameOf(include));
}

/** They lead on together: each to what the other starts from. */
function refuseDeep(includes: readonly Include[]): never {
  const text = `${includes.map(textOf).join(', ')}: what is included leads on after ${includeLimits.rounds} steps, and no more are followed`;
  return refuse('too-costly', text, ...new Set(includes.map(nameOf)));
}

interface Applying {
  readonly sources: readonly StoredResource[];
  readonly mostReferrers: number;
}

/** What one include leads to. */
interface Brought {
  readonly include: Include;
  readonly resources: readonly StoredResource[];
}

async function applyAll(
  store: ResourceStore,
  includes: readonly Include[],
  applying: Applying,
): Promise<readonly Brought[]> {
  const forward = includes.filter(({ direction }) => direction === 'include');
  const backward = includes.filter(({ direction }) => direction === 'revinclude');
  const referring = backward.map(async (include) => ({
    include,
    resources: await referrersOf(store, include, applying),
  }));
  const brought = await Promise.all([referredBy(store, forward, applying.sources), Promise.all(referring)]);
  return brought.flat();
}

async function referredBy(
  store: ResourceStore,
  includes: readonly Include[],
  sources: readonly StoredResource[],
): Promise<readonly Brought[]> {
  const asked = includes.map((include) => ({
    include,
    keys: sources.flatMap((source) => referencesOf(source, include)),
  }));
  const keys = asked.flatMap((one) => one.keys);
  const found = keys.length > 0 ? await store.readMany(keys) : [];
  const byReference = new Map(found.map((one) => [toReference(one), one]));
  return asked.map((one) => ({
    include: one.include,
    resources: one.keys.flatMap((key) => byReference.get(toReference(key)) ?? []),
  }));
}

function referencesOf(source: StoredResource, include: Include): ResourceKey[] {
  if (source.type !== include.source) return [];
  const { terms } = extractIndexEntries(source.type, JSON.parse(source.json) as AgendaResource);
  return terms.flatMap(({ param, scope, value }) => {
    const isAsked = include.param === '*' ? isReference(source.type, param) : param === include.param;
    if (!isAsked || !isResourceType(scope)) return [];
    return include.target && include.target !== scope ? [] : [{ type: scope, id: value }];
  });
}

const isReference = (type: ResourceKey['type'], code: string): boolean =>
  searchParameters[type].some((one) => one.code === code && one.type === 'reference');

async function referrersOf(
  store: ResourceStore,
  include: Include,
  { sources, mostReferrers }: Applying,
): Promise<readonly StoredResource[]> {
  const params = searchParameters[include.source].filter(
    ({ code, type }) => type === 'reference' && (include.param === '*' || code === include.param),
  );
  const pages = params.map(async ({ code, targets = [] }) => {
    const anyOf = sources
      .filter(({ type }) => targets.includes(type) && (include.target === undefined || include.target === type))
      .map(({ type, id }) => ({ scope: type, value: id, comparison: 'equals' as const }));
    if (anyOf.length === 0) return [];
    const criterion: Criterion = { kind: 'term', param: code, negated: false, anyOf };
    const search = { type: include.source, criteria: [criterion], sort: [], count: mostReferrers };
    const { matches, next } = await store.search(search);
    return next === undefined ? matches : refuseMany(include);
  });
  return (await Promise.all(pages)).flat();
}
