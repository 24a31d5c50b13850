/** The parameters of an operation, from the query of a GET or the Parameters of a POST. https://hl7.org/fhir/R4/operations.html#executing */
import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { parseJson } from '../fhir/json.ts';
import { refuse } from '../fhir/outcome.ts';
import { parseQuery } from '../fhir/search/query-string.ts';
import type { FhirRequest } from './interaction.ts';

export interface OperationParameters {
  /** The parameter's text, whatever primitive type it came as; undefined when it is absent. */
  text(name: string): string | undefined;
  /** The parameter as it stands in a Parameters resource. */
  find(name: string): ParametersParameter | undefined;
}

/** @throws OutcomeError 400 for a body that is no Parameters resource. */
export function readParameters({ query, body }: FhirRequest): OperationParameters {
  const pairs = parseQuery(query);
  const given = body === undefined ? [] : parameterList(parseJson(body));
  const find = (name: string) => given.find((one) => one?.name === name);
  return {
    find,
    text: (name) => textOf(find(name), name) ?? pairs.find((pair) => pair.name === name)?.value,
  };
}

function parameterList(value: unknown): readonly ParametersParameter[] {
  const { resourceType, parameter = [] } = (value ?? {}) as Partial<Parameters>;
  if (resourceType === 'Parameters' && Array.isArray(parameter)) return parameter;
  return refuse('invalid', 'The operation takes a Parameters resource', 'resourceType');
}

function textOf(parameter: ParametersParameter | undefined, name: string): string | undefined {
  if (!parameter) return undefined;
  const [, value] = Object.entries(parameter).find(([key]) => key.startsWith('value')) ?? [];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return refuse('value', `${name} is a single value`, name);
}
