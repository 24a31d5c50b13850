/**
 * $validate: what is wrong with a resource, told with 200. Without `mode` the resource alone is judged; with `create`,
 * `update` or `delete` also whether this server would take the write now. https://hl7.org/fhir/R4/resource-operation-validate.html
 */
import type { ParametersParameter } from '@medplum/fhirtypes';
import { Draft } from '../agenda/writing/draft.ts';
import { judgeDelete, judgePut } from '../agenda/writing/judge-write.ts';
import { parseJson } from '../fhir/json.ts';
import { type Issue, issue, OutcomeError, refuse, toOperationOutcome } from '../fhir/outcome.ts';
import { toIssue } from '../fhir/profile/validation-issue.ts';
import type { Validator } from '../fhir/profile/validator.ts';
import type { ResourceKey } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-type.ts';
import { parseQuery } from '../fhir/search/query-string.ts';
import type { FhirRequest, FhirResponse } from './interaction.ts';
import { asResource } from './write/resource-body.ts';
import type { WriteDependencies } from './write/write-dependencies.ts';

export interface ValidateDependencies extends WriteDependencies {
  /** Built at its first use: the definitions take a while to read. */
  readonly validator: () => Validator;
}

/** What the address says of the resource to be validated. */
export interface ValidateTarget {
  readonly type?: ResourceType;
  readonly id?: string;
}

const modes = ['create', 'update', 'delete', 'profile'] as const;
type Mode = (typeof modes)[number];

/** What is asked: the resource (absent: the stored one), and how to judge it. */
interface Asked {
  readonly resource: unknown;
  readonly mode: Mode | undefined;
  readonly profile: string | undefined;
}

/** An OperationOutcome with all issues; one informational issue when there is none. */
export async function validate(
  deps: ValidateDependencies,
  target: ValidateTarget,
  request: FhirRequest,
): Promise<FhirResponse> {
  const asked = await readAsked(deps, target, request);
  const issues = [
    ...(asked.mode === 'delete' ? [] : judgeResource(deps, asked, target)),
    ...(await judgeWrite(deps, asked, target, request.baseUrl)),
  ];
  const told = issues.length > 0 ? issues : [allRight];
  return { status: 200, body: JSON.stringify(toOperationOutcome(told)) };
}

const allRight: Issue = { severity: 'information', code: 'informational', diagnostics: 'Valid: no rule is broken.' };

async function readAsked(
  { store }: ValidateDependencies,
  { type, id }: ValidateTarget,
  { body, query }: FhirRequest,
): Promise<Asked> {
  const value = body === undefined ? undefined : parseJson(body);
  const parameters = parametersOf(value);
  const find = (name: string) => parameters?.find((one) => one.name === name);
  const inQuery = (name: string) => parseQuery(query).find((pair) => pair.name === name)?.value;
  const profile = find('profile')?.valueUri ?? find('profile')?.valueCanonical ?? inQuery('profile');
  const mode = parseMode(find('mode')?.valueCode ?? inQuery('mode'));
  const given = parameters ? find('resource')?.resource : value;
  if (given !== undefined || mode === 'delete') return { resource: given, mode, profile };
  if (type === undefined || id === undefined) return refuse('required', 'There is no resource to validate', 'resource');
  const stored = await store.read({ type, id });
  if (stored?.json === undefined)
    throw new OutcomeError(issue('not-found', `There is no ${type}/${id}`, `${type}/${id}`));
  return { resource: parseJson(stored.json), mode, profile };
}

/** The parameters of a Parameters resource; undefined for any other value. */
function parametersOf(value: unknown): readonly ParametersParameter[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { resourceType, parameter } = value as { resourceType?: unknown; parameter?: unknown };
  if (resourceType !== 'Parameters') return undefined;
  return Array.isArray(parameter) ? parameter.filter((one) => typeof one === 'object' && one !== null) : [];
}

function parseMode(text: string | undefined): Mode | undefined {
  if (text === undefined) return undefined;
  return (
    modes.find((mode) => mode === text) ?? refuse('value', `mode is one of ${modes.join(', ')}, not "${text}"`, 'mode')
  );
}

function judgeResource(
  { validator }: ValidateDependencies,
  { resource, profile }: Asked,
  { type, id }: ValidateTarget,
) {
  const { resourceType, id: ownId } = (resource ?? {}) as { resourceType?: unknown; id?: unknown };
  const isOther = type !== undefined && typeof resourceType === 'string' && resourceType !== type;
  const isElse = id !== undefined && ownId !== undefined && ownId !== id;
  return [
    ...(isOther
      ? [issue('invalid', `This address validates ${type}, the resource is a ${resourceType}`, 'resourceType')]
      : []),
    ...(isElse ? [issue('invalid', `id is "${String(ownId)}" in the resource and "${id}" in the address`, 'id')] : []),
    ...validator()
      .validate(resource, profile === undefined ? {} : { profiles: [profile] })
      .map(toIssue),
  ];
}

/** Judges the write as it would be done now, and does not do it. */
async function judgeWrite(
  deps: ValidateDependencies,
  { resource, mode }: Asked,
  { type, id }: ValidateTarget,
  baseUrl: string,
): Promise<readonly Issue[]> {
  if (mode === undefined || mode === 'profile' || type === undefined) return [];
  return deps.store.transact<readonly Issue[]>({
    sees: {},
    decide: (seen) => {
      const issues = issuesOf(() => tryWrite(deps, new Draft(seen), { resource, mode, type, id, baseUrl }));
      return { changes: [], answer: () => issues };
    },
  });
}

interface Attempt {
  readonly resource: unknown;
  readonly mode: Mode;
  readonly type: ResourceType;
  readonly id: string | undefined;
  readonly baseUrl: string;
}

function tryWrite({ rules, newId }: ValidateDependencies, draft: Draft, attempt: Attempt): void {
  const { resource, mode, type, id, baseUrl } = attempt;
  if (mode === 'delete') {
    judgeDelete(draft, demandThere(draft, { type, id: id ?? '' }));
    return;
  }
  const put = asResource(resource, type, baseUrl);
  const key = { type, id: mode === 'create' ? newId() : (id ?? put.id ?? '') };
  if (mode === 'update') demandThere(draft, key);
  // The form was judged already, with warnings too.
  const { judgeContent: _, ...others } = rules;
  judgePut(draft, { resource: { ...put, id: key.id }, method: mode === 'create' ? 'POST' : 'PUT' }, others);
}

function demandThere(draft: Draft, key: ResourceKey): ResourceKey {
  if (draft.resource(key)) return key;
  return refuse('not-found', `There is no ${key.type}/${key.id}`, `${key.type}/${key.id}`);
}

function issuesOf(work: () => void): readonly Issue[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof OutcomeError) return error.issues;
    throw error;
  }
}
