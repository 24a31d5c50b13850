/**
 * $validate: what is wrong with a resource, told with 200. Without `mode` the resource alone is judged; with `create`,
 * `update` or `delete` also whether this server would take the write now. https://hl7.org/fhir/R4/resource-operation-validate.html
 */
import type { ParametersParameter } from '@medplum/fhirtypes';
import { Draft } from '../agenda/writing/draft.ts';
import { validateWritten } from '../agenda/writing/judge-profiles.ts';
import { judgeDelete, judgePut } from '../agenda/writing/judge-write.ts';
import { parseJson } from '../fhir/json.ts';
import { type Issue, issue, OutcomeError, refuse, toOperationOutcome } from '../fhir/outcome.ts';
import { toIssue } from '../fhir/profile/validation-issue.ts';
import type { Validator } from '../fhir/profile/validator.ts';
import type { ResourceKey } from '../fhir/reference.ts';
import { type AgendaResource, isResourceType, type ResourceType } from '../fhir/resource-type.ts';
import { parseQuery } from '../fhir/search/query-string.ts';
import { judgeShape } from '../fhir/shape.ts';
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
    ...judgeAddress(asked.resource, target),
    ...judgeAsked(deps, asked),
    ...(await judgeWrite(deps, asked, target, request.baseUrl)),
  ];
  const told = issues.length > 0 ? distinct(issues) : [allRight];
  return { status: 200, body: JSON.stringify(toOperationOutcome(told)) };
}

/** What a profile and the write both demand is told once. */
const distinct = (issues: readonly Issue[]): Issue[] => [
  ...new Map(issues.map((one) => [`${one.diagnostics} ${one.expression}`, one])).values(),
];

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
  const profile = asProfile(find('profile')?.valueUri ?? find('profile')?.valueCanonical ?? inQuery('profile'));
  const mode = parseMode(find('mode')?.valueCode ?? inQuery('mode'));
  const given = parameters ? find('resource')?.resource : value;
  if (mode === 'delete' && (type === undefined || id === undefined)) {
    return refuse('required', 'mode delete is asked at the address of the resource: Type/id/$validate', 'mode');
  }
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

/** A Parameters resource may bring anything where a canonical is wanted. */
function asProfile(value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  return refuse('value', 'profile is the canonical URL of a profile', 'profile');
}

function parseMode(text: string | undefined): Mode | undefined {
  if (text === undefined) return undefined;
  return (
    modes.find((mode) => mode === text) ?? refuse('value', `mode is one of ${modes.join(', ')}, not "${text}"`, 'mode')
  );
}

/** Whether the resource is one that the address speaks of. */
function judgeAddress(resource: unknown, { type, id }: ValidateTarget): Issue[] {
  const { resourceType, id: ownId } = (resource ?? {}) as { resourceType?: unknown; id?: unknown };
  const isOther = type !== undefined && typeof resourceType === 'string' && resourceType !== type;
  const isElse = id !== undefined && ownId !== undefined && ownId !== id;
  return [
    ...(isOther
      ? [issue('invalid', `This address validates ${type}, the resource is a ${resourceType}`, 'resourceType')]
      : []),
    ...(isElse ? [issue('invalid', `id is "${String(ownId)}" in the resource and "${id}" in the address`, 'id')] : []),
  ];
}

/** The resource by itself; a write without a profile asked for is judged by what the write demands. */
function judgeAsked({ validator }: ValidateDependencies, { resource, mode, profile }: Asked): Issue[] {
  const isJudgedAsWritten = (mode === 'create' || mode === 'update') && profile === undefined;
  if (mode === 'delete' || (isJudgedAsWritten && typeOf(resource) !== undefined)) return [];
  return validator()
    .validate(resource, profile === undefined ? {} : { profiles: [profile] })
    .map(toIssue);
}

/** The type, when it is one that is kept here. */
function typeOf(resource: unknown): ResourceType | undefined {
  const { resourceType } = (resource ?? {}) as { resourceType?: unknown };
  return typeof resourceType === 'string' && isResourceType(resourceType) ? resourceType : undefined;
}

/** Judges the write as it would be done now, and does not do it. */
async function judgeWrite(
  deps: ValidateDependencies,
  { resource, mode }: Asked,
  target: ValidateTarget,
  baseUrl: string,
): Promise<readonly Issue[]> {
  const type = target.type ?? typeOf(resource);
  if (mode === undefined || mode === 'profile' || type === undefined) return [];
  return deps.store.transact<readonly Issue[]>({
    sees: {},
    decide: (seen) => {
      const issues = tryWrite(deps, new Draft(seen), { resource, mode, type, id: target.id, baseUrl });
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

function tryWrite(deps: ValidateDependencies, draft: Draft, attempt: Attempt): readonly Issue[] {
  const { resource, mode, type, id, baseUrl } = attempt;
  if (mode === 'delete') return issuesOf(() => judgeDelete(draft, demandThere(draft, { type, id: id ?? '' })));
  const content: Issue[] = [];
  const refusals = issuesOf(() => {
    const body = asResource(resource, type, baseUrl);
    const key = { type, id: mode === 'create' ? deps.newId() : (id ?? body.id ?? '') };
    const put = { ...body, id: key.id };
    content.push(...judgeContent(deps.validator(), put, draft));
    if (mode === 'update') demandThere(draft, key);
    // The content was judged already, with warnings too, and whatever the server's setting.
    const { judgeContent: _, ...others } = deps.rules;
    judgePut(draft, { resource: put, method: mode === 'create' ? 'POST' : 'PUT' }, others);
  });
  return [...content, ...refusals];
}

function judgeContent(validator: Validator, resource: AgendaResource, draft: Draft): Issue[] {
  const isShaped = judgeShape(resource.resourceType, resource).length === 0;
  return (isShaped ? validateWritten(validator, resource, draft) : validator.validate(resource)).map(toIssue);
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
