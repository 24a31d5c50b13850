/** What a searchset says of its entries, and the links between pages. https://hl7.org/fhir/R4/bundle.html#searchset */
import { reportBundle } from './bundle-rule.ts';
import { asText, isObject, type JsonObject } from './json.ts';
import type { Run } from './run.ts';

const pages = new Set(['first', 'previous', 'prev', 'next', 'last']);
/** Types of bundle that a server may answer in pages. */
const paged = new Set(['searchset', 'history']);

const linksOf = ({ link }: JsonObject): JsonObject[] => (Array.isArray(link) ? link.filter(isObject) : []);

/** One link to itself and to each other page; none to pages where there are no pages. */
export function checkLinks(run: Run, bundle: JsonObject): void {
  const relations = linksOf(bundle).map(({ relation }) => asText(relation));
  const paging = relations.filter((one) => pages.has(one));
  for (const one of new Set(['self', ...paging]))
    if (relations.indexOf(one) !== relations.lastIndexOf(one))
      reportBundle(run, 'link-once', `There are several links "${one}": keep one.`);
  const type = asText(bundle.type);
  if (paging[0] !== undefined && type !== '' && !paged.has(type))
    reportBundle(run, 'link-page', `A ${type} has no link "${paging[0]}": it does not come in pages.`);
}

/** The types that a searchset's self link searches; undefined when it does not tell. */
export function searchedTypes(bundle: JsonObject): ReadonlySet<string> | undefined {
  const self = linksOf(bundle).find(({ relation }) => relation === 'self');
  if (bundle.type !== 'searchset' || !self) return undefined;
  const [address = '', query = ''] = asText(self.url).split('?');
  const named = /(?:^|\/)([A-Z][A-Za-z]+)(?:\/_search|\/)?$/.exec(address)?.[1];
  const types = named === undefined ? new URLSearchParams(query).get('_type')?.split(',') : [named];
  return types && new Set(types);
}

/** An entry's `search.mode` and its resource agree. */
export function checkSearchEntry(run: Run, entry: JsonObject, searched: ReadonlySet<string> | undefined): void {
  const { search, resource } = entry;
  const mode = isObject(search) ? search.mode : undefined;
  const type = isObject(resource) ? asText(resource.resourceType) : '';
  if (mode === undefined || !isObject(resource) || type === '') return;
  const isOutcome = type === 'OperationOutcome';
  if (mode === 'outcome' && !isOutcome)
    reportBundle(run, 'search-outcome', `search.mode outcome is for an OperationOutcome; this is a ${type}.`);
  if (mode === 'match' && searched && !searched.has(type) && !searched.has('Resource')) {
    const wanted = [...searched].join(' or ');
    reportBundle(
      run,
      'search-type',
      `search.mode match is for ${wanted}, which the self link searches; this is a ${type}.`,
    );
  }
  if ((mode === 'match' || mode === 'include') && !isOutcome && resource.id === undefined)
    reportBundle(run, 'search-id', `A ${type} that was found has an id.`);
}
