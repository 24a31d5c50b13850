/** create, update, patch, delete: one resource a request. https://hl7.org/fhir/R4/http.html#create */

import { parseCondition } from '../../agenda/writing/condition.ts';
import { keyOf } from '../../agenda/writing/draft.ts';
import { parseJson } from '../../fhir/json.ts';
import { refuse, toOperationOutcome } from '../../fhir/outcome.ts';
import { type ResourceKey, toReference } from '../../fhir/reference.ts';
import type { ResourceType } from '../../fhir/resource-type.ts';
import type { FhirRequest, FhirResponse } from '../interaction.ts';
import { parsePrecondition } from '../version-headers.ts';
import { commitDraft, type DraftUnit } from './commit-draft.ts';
import { parseResource } from './resource-body.ts';
import { seesOf } from './sees-of.ts';
import { conditionalUpdateStep, createStep, deleteStep, patchStep, type StepResult, updateStep } from './steps.ts';
import type { WriteDependencies } from './write-dependencies.ts';
import { returnPreference, toWriteResponse } from './write-response.ts';

/** POST Type: 201, or 200 with what `If-None-Exist` found. An id in the body is ignored. */
export async function create(deps: WriteDependencies, type: ResourceType, request: FhirRequest): Promise<FhirResponse> {
  const resource = { ...parseResource(request.body, type, request.baseUrl), id: deps.newId() };
  const { ifNoneExist } = request.headers;
  const unless = ifNoneExist === undefined ? undefined : parseCondition(type, ifNoneExist, 'If-None-Exist');
  return write(deps, request, {
    sees: seesOf({ key: keyOf(resource), resource, condition: unless }),
    decide: (draft) => createStep(draft, { resource, unless }, deps),
  });
}

/** PUT Type/id. */
export async function update(deps: WriteDependencies, key: ResourceKey, request: FhirRequest): Promise<FhirResponse> {
  const resource = parseResource(request.body, key.type, request.baseUrl);
  if (resource.id !== key.id) {
    const told = resource.id === undefined ? 'missing' : `"${resource.id}"`;
    refuse('invalid', `id is ${told} in the body and "${key.id}" in the address: they are the same`, 'id');
  }
  return write(deps, request, {
    sees: seesOf({ key, resource }),
    decide: (draft) => updateStep(draft, { resource, precondition: parsePrecondition(request.headers) }, deps),
  });
}

/** PUT Type?identifier=…: updates the one match, creates when there is none. */
export async function conditionalUpdate(
  deps: WriteDependencies,
  type: ResourceType,
  request: FhirRequest,
): Promise<FhirResponse> {
  const resource = parseResource(request.body, type, request.baseUrl);
  const identifier = parseCondition(type, request.query, 'A conditional update');
  const newId = (deps.acceptsClientIds && resource.id) || deps.newId();
  const step = { resource, identifier, precondition: parsePrecondition(request.headers), newId };
  return write(deps, request, {
    sees: seesOf({ key: { type, id: newId }, resource, condition: identifier }),
    decide: (draft) => conditionalUpdateStep(draft, step, deps),
  });
}

/** PATCH Type/id with a JSON Patch. */
export async function patch(deps: WriteDependencies, key: ResourceKey, request: FhirRequest): Promise<FhirResponse> {
  const step = {
    key,
    patch: parseJson(request.body ?? ''),
    baseUrl: request.baseUrl,
    precondition: parsePrecondition(request.headers),
  };
  return write(deps, request, { sees: seesOf({ key }), decide: (draft) => patchStep(draft, step, deps) });
}

/** DELETE Type/id: 204, or 200 with an outcome when the client prefers one. */
export async function remove(deps: WriteDependencies, key: ResourceKey, request: FhirRequest): Promise<FhirResponse> {
  await commitDraft(deps.store, {
    sees: seesOf({ key }),
    decide: (draft) => {
      deleteStep(draft, { key, precondition: parsePrecondition(request.headers) });
      return () => undefined;
    },
  });
  if (returnPreference(request.headers.prefer) !== 'OperationOutcome') return { status: 204 };
  const diagnostics = `${toReference(key)} is deleted`;
  const outcome = toOperationOutcome([{ severity: 'information', code: 'informational', diagnostics }]);
  return { status: 200, body: JSON.stringify(outcome) };
}

interface WriteUnit {
  readonly sees: DraftUnit<unknown>['sees'];
  readonly decide: (draft: Parameters<DraftUnit<unknown>['decide']>[0]) => StepResult;
}

const write = async (
  deps: WriteDependencies,
  request: FhirRequest,
  { sees, decide }: WriteUnit,
): Promise<FhirResponse> =>
  commitDraft(deps.store, {
    sees: sees ?? {},
    decide: (draft) => {
      const { key, isNew } = decide(draft);
      return (versionAfter) => toWriteResponse({ version: versionAfter(key), isNew }, request);
    },
  });
