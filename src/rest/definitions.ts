/** The definitions that this server publishes: read by id, search by url, name and version. https://hl7.org/fhir/R4/structuredefinition.html#search */
import type { DefinitionCatalog, DefinitionSummary, DefinitionType } from '../fhir/definition-type.ts';
import { issue, OutcomeError, refuse } from '../fhir/outcome.ts';
import { formToQuery, parseQuery, type QueryPair, toUriText } from '../fhir/search/query-string.ts';
import { toBundleJson } from './bundle.ts';
import type { FhirRequest, FhirResponse } from './interaction.ts';

export interface DefinitionDependencies {
  /** Built at its first use. */
  readonly catalog: () => DefinitionCatalog;
}

/** The definition; 404 when there is none of this id. */
export async function readDefinition(
  { catalog }: DefinitionDependencies,
  type: DefinitionType,
  id: string,
): Promise<FhirResponse> {
  const found = catalog()
    .list(type)
    .find((one) => one.id === id);
  if (!found) throw new OutcomeError(issue('not-found', `There is no ${type}/${id}`, `${type}/${id}`));
  return { status: 200, body: await catalog().readText(found) };
}

/** A searchset of all that match: `_id`, `url`, `version` exactly, `name` by its beginning; a comma means or. */
export async function searchDefinitions(
  { catalog }: DefinitionDependencies,
  type: DefinitionType,
  { query, form, baseUrl }: FhirRequest,
): Promise<FhirResponse> {
  const asked = [query, formToQuery(form ?? '')].filter(Boolean).join('&');
  const criteria = parseQuery(asked).flatMap(toCriterion);
  const found = catalog()
    .list(type)
    .filter((one) => criteria.every((isMet) => isMet(one)));
  const entries = await Promise.all(
    found.map(
      async (one) =>
        `{"fullUrl":"${baseUrl}/${type}/${one.id}","resource":${await catalog().readText(one)},"search":{"mode":"match"}}`,
    ),
  );
  const url = `${baseUrl}/${type}${asked ? `?${toUriText(asked)}` : ''}`;
  const links = [{ relation: 'self', url }];
  return { status: 200, body: toBundleJson({ type: 'searchset', total: found.length, links, entries }) };
}

type Criterion = (summary: DefinitionSummary) => boolean;

const elements: ReadonlyMap<string, (summary: DefinitionSummary) => string> = new Map([
  ['_id', ({ id }) => id],
  ['url', ({ url }) => url],
  ['version', ({ version }) => version],
]);

/** What the parameter demands; nothing for those that say how to answer. */
function toCriterion({ name, value }: QueryPair): Criterion[] {
  if (['_format', '_count', '_pretty'].includes(name)) return [];
  const wanted = value.split(',');
  if (name === 'name') {
    return [(one) => wanted.some((text) => one.name.toLowerCase().startsWith(text.toLowerCase()))];
  }
  const element = elements.get(name);
  if (!element)
    return refuse('not-supported', `Definitions are searched by _id, url, version and name, not by ${name}`, name);
  return [(one) => wanted.includes(element(one))];
}
