/** What $validate is asked: the resource, in the body by itself or in a Parameters, or the stored one; and how to judge it. */
import type { ParametersParameter } from '@medplum/fhirtypes';
import { parseJson, parseStored } from '../fhir/json.ts';
import { issue, OutcomeError, refuse } from '../fhir/outcome.ts';
import { isResourceType } from '../fhir/resource-type.ts';
import { parseQuery } from '../fhir/search/query-string.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { FhirRequest } from './interaction.ts';

/** What the address says of the resource to be validated. */
export interface ValidateTarget {
  /** A type of R4, whether kept here or not. */
  readonly type?: string;
  readonly id?: string;
}

const modes = ['create', 'update', 'delete', 'profile'] as const;
export type Mode = (typeof modes)[number];

/** What is asked: the resource (absent: the stored one), and how to judge it. */
export interface Asked {
  readonly resource: unknown;
  readonly mode: Mode | undefined;
  readonly profiles: readonly string[];
}

/** @throws OutcomeError 400 naming what is missing or cannot be understood, 404 when nothing is stored there. */
export async function readAsked(
  store: ResourceStore,
  { type, id }: ValidateTarget,
  { body, query }: FhirRequest,
): Promise<Asked> {
  const value = body === undefined ? undefined : parseJson(body);
  const parameters = parametersOf(value);
  const find = (name: string) => parameters?.find((one) => one.name === name);
  const inQuery = (name: string) => parseQuery(query).flatMap((pair) => (pair.name === name ? [pair.value] : []));
  const inBody = (parameters ?? []).filter(({ name }) => name === 'profile');
  const profiles = [...inBody.map((one) => one.valueUri ?? one.valueCanonical), ...inQuery('profile')].map(asProfile);
  const mode = parseMode(find('mode')?.valueCode ?? inQuery('mode')[0]);
  const given = parameters ? find('resource')?.resource : value;
  if (mode === 'delete' && (type === undefined || id === undefined)) {
    return refuse('required', 'mode delete is asked at the address of the resource: Type/id/$validate', 'mode');
  }
  if (given !== undefined || mode === 'delete') return { resource: given, mode, profiles };
  if (type === undefined || id === undefined || !isResourceType(type)) {
    return refuse('required', 'There is no resource to validate', 'resource');
  }
  const stored = await store.read({ type, id });
  if (stored?.json === undefined)
    throw new OutcomeError(issue('not-found', `There is no ${type}/${id}`, `${type}/${id}`));
  return { resource: parseStored(stored.json), mode, profiles };
}

/** The parameters of a Parameters resource; undefined for any other value. */
function parametersOf(value: unknown): readonly ParametersParameter[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { resourceType, parameter } = value as { resourceType?: unknown; parameter?: unknown };
  if (resourceType !== 'Parameters') return undefined;
  return Array.isArray(parameter) ? parameter.filter((one) => typeof one === 'object' && one !== null) : [];
}

/** A Parameters resource may bring anything where a canonical is wanted. */
function asProfile(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  return refuse('value', 'profile is the canonical URL of a profile, as valueUri or valueCanonical', 'profile');
}

function parseMode(text: string | undefined): Mode | undefined {
  if (text === undefined) return undefined;
  return (
    modes.find((mode) => mode === text) ?? refuse('value', `mode is one of ${modes.join(', ')}, not "${text}"`, 'mode')
  );
}
