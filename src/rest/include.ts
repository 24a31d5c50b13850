/** What `_include` and `_revinclude` add to matches. https://hl7.org/fhir/R4/search.html#revinclude */
import { type ResourceKey, toReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import { isResourceType } from '../fhir/resource-type.ts';
import type { Criterion, Include } from '../fhir/search/criterion.ts';
import { extractIndexEntries } from '../fhir/search/extract-index-entries.ts';
import { searchParameters } from '../fhir/search/search-parameter.ts';
import type { ResourceStore, StoredResource } from '../store/resource-store.ts';

/** What one answer includes at most, and how often includes are applied to what they brought. */
const limits = { resources: 5000, rounds: 10 };

/** The resources that the includes bring, each once, and none that is a match already. */
export async function includeResources(
  store: ResourceStore,
  matches: readonly StoredResource[],
  includes: readonly Include[],
): Promise<readonly StoredResource[]> {
  const seen = new Set(matches.map(toReference));
  const included: StoredResource[] = [];
  let sources = matches;
  for (let round = 0; round < limits.rounds && sources.length > 0; round++) {
    const applied = round === 0 ? includes : includes.filter(({ isIterated }) => isIterated);
    const found = await applyAll(store, sources, applied);
    sources = found.filter((one) => !seen.has(toReference(one)) && seen.add(toReference(one)));
    included.push(...sources);
    if (included.length > limits.resources) break;
  }
  return included;
}

async function applyAll(
  store: ResourceStore,
  sources: readonly StoredResource[],
  includes: readonly Include[],
): Promise<readonly StoredResource[]> {
  const forward = includes.filter(({ direction }) => direction === 'include');
  const keys = forward.flatMap((include) => sources.flatMap((source) => referencesOf(source, include)));
  const backward = includes.filter(({ direction }) => direction === 'revinclude');
  const referring = await Promise.all(backward.map((include) => referrersOf(store, sources, include)));
  return [...(keys.length > 0 ? await store.readMany(keys) : []), ...referring.flat()];
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
  sources: readonly StoredResource[],
  include: Include,
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
    const search = { type: include.source, criteria: [criterion], sort: [], count: limits.resources };
    return (await store.search(search)).matches;
  });
  return (await Promise.all(pages)).flat();
}
