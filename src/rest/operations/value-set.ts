/** ValueSet/$validate-code and $expand. https://hl7.org/fhir/R4/valueset-operation-validate-code.html, …-expand.html */
import type { Parameters, ValueSet } from '@medplum/fhirtypes';
import { issue, OutcomeError, refuse } from '../../fhir/outcome.ts';
import type { CodeSet } from '../../fhir/profile/code-set.ts';
import type { Definitions } from '../../fhir/profile/definitions.ts';
import { type CodeVerdict, expand, judgeCode, type SystemCode } from '../../fhir/terminology.ts';
import type { DefinitionDependencies } from '../definitions.ts';
import type { FhirRequest, FhirResponse } from '../interaction.ts';
import { parseParameters } from './parameters.ts';

export interface ValueSetDependencies extends DefinitionDependencies {
  /** Built at its first use. */
  readonly definitions: () => Definitions;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Whether a code, Coding or one Coding of a CodeableConcept is in the value set: Parameters with `result`, `message`, `display`. */
export async function validateCode(
  deps: ValueSetDependencies,
  id: string | undefined,
  request: FhirRequest,
): Promise<FhirResponse> {
  const parameters = new Asked(request);
  const { set } = findValueSet(deps, id, parameters);
  const verdicts = askedCodes(parameters).map((one) => judgeCode(deps.definitions(), set, one));
  return { status: 200, body: JSON.stringify(toParameters(verdicts.find(({ result }) => result) ?? verdicts[0]!)) };
}

/** The value set with its codes; one of which only a part is here says so (`valueset-unclosed`, `experimental`). */
export async function expandValueSet(
  deps: ValueSetDependencies,
  id: string | undefined,
  request: FhirRequest,
): Promise<FhirResponse> {
  const parameters = new Asked(request);
  const { set, version } = findValueSet(deps, id, parameters);
  const expansion = expand(deps.definitions(), set, {
    filter: parameters.text('filter'),
    offset: countOf(parameters, 'offset') ?? 0,
    count: countOf(parameters, 'count'),
  });
  const expanded: ValueSet = {
    resourceType: 'ValueSet',
    url: set.url,
    ...(version === undefined ? {} : { version }),
    status: 'active',
    ...(set.isExcerpt ? { experimental: true } : {}),
    expansion: { timestamp: new Date(deps.clock()).toISOString(), ...expansion },
  };
  return { status: 200, body: JSON.stringify(expanded) };
}

interface FoundValueSet {
  readonly set: CodeSet;
  readonly version: string | undefined;
}

/** @throws OutcomeError 404 when it is not known, 400 when none is named. */
function findValueSet(
  { catalog, definitions }: ValueSetDependencies,
  id: string | undefined,
  parameters: Asked,
): FoundValueSet {
  if (parameters.value('valueSet') !== undefined)
    return refuse('not-supported', 'valueSet: only value sets known here, by url', 'valueSet');
  const [url, version] = id === undefined ? askedUrl(parameters) : urlOf(catalog(), id);
  const set = definitions().codes(version === undefined ? url : `${url}|${version}`);
  if (set) return { set, version };
  throw new OutcomeError(issue('not-found', `The value set ${url} is not known here`, 'url'));
}

function urlOf(catalog: ReturnType<DefinitionDependencies['catalog']>, id: string): readonly [string, string] {
  const found = catalog.list('ValueSet').find((one) => one.id === id);
  if (!found) throw new OutcomeError(issue('not-found', `There is no ValueSet/${id}`, `ValueSet/${id}`));
  return [found.url, found.version];
}

function askedUrl(parameters: Asked): readonly [string, string | undefined] {
  const canonical = parameters.text('url') ?? refuse('required', 'url is missing: the canonical of a value set', 'url');
  const [url = '', version] = canonical.split('|');
  return [url, version ?? parameters.text('valueSetVersion')];
}

/** The codes to be judged: of `codeableConcept`, else `coding`, else `code` with `system`. */
function askedCodes(parameters: Asked): SystemCode[] {
  const { coding: codings } = (parameters.value('codeableConcept') ?? {}) as { coding?: unknown };
  if (Array.isArray(codings) && codings.length > 0) return codings.map(toSystemCode);
  const coding = parameters.value('coding');
  if (coding !== undefined) return [toSystemCode(coding)];
  const [system, code, display] = ['system', 'code', 'display'].map((name) => parameters.text(name));
  return [toSystemCode({ system, code, display })];
}

function toSystemCode(coding: unknown): SystemCode {
  const { system, code, display } = (coding ?? {}) as Record<string, unknown>;
  if (typeof code !== 'string') {
    return refuse('required', 'code is missing: code with system, coding or codeableConcept', 'code');
  }
  if (typeof system !== 'string')
    return refuse('required', 'system is missing: a code means nothing without', 'system');
  return { system, code, display: typeof display === 'string' ? display : undefined };
}

const toParameters = ({ result, message, display }: CodeVerdict): Parameters => ({
  resourceType: 'Parameters',
  parameter: [
    { name: 'result', valueBoolean: result },
    ...(message === undefined ? [] : [{ name: 'message', valueString: message }]),
    ...(display === undefined ? [] : [{ name: 'display', valueString: display }]),
  ],
});

function countOf(parameters: Asked, name: string): number | undefined {
  const text = parameters.text(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) return refuse('value', `${name} is a whole number`, name);
  return Number(text);
}

/** The operation's parameters by name; the last one of a name counts. */
class Asked {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(request: FhirRequest) {
    this.#values = new Map(parseParameters(request).map(({ name, value }) => [name, value]));
  }

  value(name: string): unknown {
    return this.#values.get(name);
  }

  /** @throws OutcomeError 400 for what is neither text nor number. */
  text(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : refuse('value', `${name} is a single value`, name);
  }
}
