/**
 * $validate: what is wrong with a resource, told with 200. Without `mode` the resource alone is judged; with `create`,
 * `update` or `delete` also whether this server would take the write now. https://hl7.org/fhir/R4/resource-operation-validate.html
 */
import { validateWritten } from '../agenda/deciding/judge-profiles.ts';
import { judgeDelete, judgePut } from '../agenda/deciding/judge-write.ts';
import { Draft } from '../agenda/writing/draft.ts';
import { type Issue, issue, issuesOf, refuse, toOperationOutcome } from '../fhir/outcome.ts';
import { toIssue } from '../fhir/profile/validation-issue.ts';
import type { Validator } from '../fhir/profile/validator.ts';
import type { ResourceKey } from '../fhir/reference.ts';
import { type AgendaResource, isResourceType, type ResourceType } from '../fhir/resource-type.ts';
import { profilesOf } from '../fhir/sas.ts';
import { judgeShape } from '../fhir/shape.ts';
import type { FhirRequest, FhirResponse } from './interaction.ts';
import { type Asked, type Mode, readAsked, type ValidateTarget } from './validate-request.ts';
import { asResource } from './write/resource-body.ts';
import type { WriteDependencies } from './write/write-dependencies.ts';

export interface ValidateDependencies extends WriteDependencies {
  /** Built at its first use: the definitions take a while to read. */
  readonly validator: () => Validator;
}

/** An OperationOutcome with all issues; one informational issue when there is none. */
export async function validate(
  deps: ValidateDependencies,
  target: ValidateTarget,
  request: FhirRequest,
): Promise<FhirResponse> {
  const asked = await readAsked(deps.store, target, request);
  const issues = [
    ...judgeAddress(asked.resource, target),
    ...judgeAsked(deps, asked),
    ...(await judgeWrite(deps, asked, target, request.baseUrl)),
  ];
  const told = [...(issues.length > 0 ? distinct(issues) : [allRight]), ...adviseProfiles(asked)];
  return { status: 200, body: JSON.stringify(toOperationOutcome(told)) };
}

/** What a profile and the write both demand is told once. */
const distinct = (issues: readonly Issue[]): Issue[] => [
  ...new Map(issues.map((one) => [`${one.diagnostics} ${one.expression}`, one])).values(),
];

const allRight: Issue = { severity: 'information', code: 'informational', diagnostics: 'Valid: no rule is broken.' };

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
function judgeAsked({ validator }: ValidateDependencies, { resource, mode, profiles }: Asked): Issue[] {
  const isJudgedAsWritten = (mode === 'create' || mode === 'update') && profiles.length === 0;
  if (mode === 'delete' || (isJudgedAsWritten && isKept(typeOf(resource)))) return [];
  return validator().validate(resource, { profiles }).map(toIssue);
}

/** Judged by R4 alone, a resource of the SAS may look better than it is. */
function adviseProfiles({ resource, mode, profiles: asked }: Asked): Issue[] {
  if (mode !== undefined && mode !== 'profile') return [];
  const { meta } = (resource ?? {}) as { meta?: { profile?: unknown } };
  const own = profilesOf(typeOf(resource) ?? '');
  if (own.length === 0 || asked.length > 0 || (Array.isArray(meta?.profile) && meta.profile.length > 0)) return [];
  const diagnostics = `meta.profile names no profile and none was asked for: R4 alone was judged. The SAS has for this type ${own.join(', ')}; name one with ?profile=`;
  return [{ severity: 'information', code: 'informational', diagnostics, expression: ['meta.profile'] }];
}

function typeOf(resource: unknown): string | undefined {
  const { resourceType } = (resource ?? {}) as { resourceType?: unknown };
  return typeof resourceType === 'string' ? resourceType : undefined;
}

const isKept = (type: string | undefined): type is ResourceType => type !== undefined && isResourceType(type);

/** Judges the write as it would be done now, and does not do it. */
async function judgeWrite(
  deps: ValidateDependencies,
  { resource, mode }: Asked,
  target: ValidateTarget,
  baseUrl: string,
): Promise<readonly Issue[]> {
  const type = target.type ?? typeOf(resource);
  if (mode === undefined || mode === 'profile' || type === undefined) return [];
  if (!isKept(type))
    return [issue('not-supported', `${type} is no type kept here: it cannot be written`, 'resourceType')];
  // Drawn before: a decision that is made again asks for the same resource, or it would be made for ever.
  const id = mode === 'create' ? deps.newId() : target.id;
  return deps.store.transact<readonly Issue[]>({
    sees: {},
    decide: (seen) => {
      const issues = tryWrite(deps, new Draft(seen), { resource, mode, type, id, baseUrl });
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
    const key = { type, id: id ?? body.id ?? '' };
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
