/** What an operation is called with. https://hl7.org/fhir/R4/operations.html#request */
import { parseJson } from '../../fhir/json.ts';
import { refuse } from '../../fhir/outcome.ts';
import { parseQuery } from '../../fhir/search/query-string.ts';
import type { FhirRequest } from '../interaction.ts';

/** One parameter: `value` is its resource, or its `value[x]`, whatever the type. */
export interface OperationParameter {
  readonly name: string;
  readonly value: unknown;
}

/**
 * The parameters in their order: those of the query, then those of a Parameters body. Another resource in the body is the
 * parameter `bare`. @throws OutcomeError 400 for what is neither.
 */
export function parseParameters({ query, body }: FhirRequest, bare?: string): OperationParameter[] {
  const fromQuery = parseQuery(query).map(({ name, value }) => ({ name, value }));
  return [...fromQuery, ...(body === undefined ? [] : parseBody(parseJson(body), bare))];
}

function parseBody(value: unknown, bare: string | undefined): OperationParameter[] {
  const { resourceType, parameter = [] } = asObject(value, 'The body');
  if (resourceType === 'Parameters') {
    if (!Array.isArray(parameter)) return refuse('structure', 'Parameters.parameter is a list', 'Parameters.parameter');
    return parameter.map(parseParameter);
  }
  if (bare !== undefined && typeof resourceType === 'string') return [{ name: bare, value }];
  return refuse('invalid', 'The body is a Parameters resource', 'resourceType');
}

function parseParameter(entry: unknown, index: number): OperationParameter {
  const path = `Parameters.parameter[${index}]`;
  const { name, resource, ...rest } = asObject(entry, path);
  if (typeof name !== 'string') return refuse('required', `${path}.name is missing`, `${path}.name`);
  const value = Object.entries(rest).find(([key]) => key.startsWith('value'))?.[1];
  return { name, value: resource ?? value };
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  return refuse('structure', `${what} is a JSON object`);
}
