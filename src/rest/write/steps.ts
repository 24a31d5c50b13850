/** The writes themselves, each a decision over a draft: alone, or several in one transaction. */

import { demandVersion, judgeDelete, judgePut, type Precondition } from '../../agenda/deciding/judge-write.ts';
import { findIdentified } from '../../agenda/writing/condition.ts';
import { type Draft, hasIdentifier, keyOf } from '../../agenda/writing/draft.ts';
import { refuse, refuseAs } from '../../fhir/outcome.ts';
import { type ResourceKey, toReference } from '../../fhir/reference.ts';
import { type AgendaResource, isResourceId } from '../../fhir/resource-type.ts';
import type { IdentifierKey } from '../../store/unit-of-work.ts';
import { applyPatch } from './apply-patch.ts';
import type { WriteDependencies } from './write-dependencies.ts';

type Rules = Pick<WriteDependencies, 'rules' | 'acceptsClientIds'>;

/** What a step wrote or found, and whether the resource is new with it. */
export interface StepResult {
  readonly key: ResourceKey;
  readonly isNew: boolean;
}

export interface CreateStep {
  /** Its id is a new one already. */
  readonly resource: AgendaResource;
  /** `If-None-Exist`. */
  readonly unless?: IdentifierKey | undefined;
}

/** Creates, unless what it must not be there twice is there. */
export function createStep(draft: Draft, { resource, unless }: CreateStep, { rules }: Rules): StepResult {
  const existing = unless && findIdentified(draft, unless, resource);
  if (existing) return { key: keyOf(existing), isNew: false };
  judgePut(draft, { resource, method: 'POST' }, rules);
  return { key: keyOf(resource), isNew: true };
}

export interface UpdateStep {
  readonly resource: AgendaResource;
  readonly precondition?: Precondition | undefined;
}

/** Replaces, or creates under the client's id. */
export function updateStep(
  draft: Draft,
  { resource, precondition }: UpdateStep,
  { rules, acceptsClientIds }: Rules,
): StepResult {
  const key = keyOf(resource);
  demandVersion(draft, key, precondition);
  const isNew = draft.resource(key) === undefined;
  if (isNew && !acceptsClientIds) {
    refuseAs('ids-of-server', `${toReference(key)} does not exist, and ids are given by the server: POST it`);
  }
  judgePut(draft, { resource, method: 'PUT' }, rules);
  return { key, isNew };
}

export interface ConditionalUpdateStep extends UpdateStep {
  readonly identifier: IdentifierKey;
  /** The id of what is created when nothing matches: the client's own where ids of clients are accepted. */
  readonly newId: string;
}

/** Replaces the resource that has the identifier, or creates one. */
export function conditionalUpdateStep(draft: Draft, step: ConditionalUpdateStep, { rules }: Rules): StepResult {
  const { identifier, resource, precondition, newId } = step;
  const match = findIdentified(draft, identifier, resource);
  if (match && resource.id !== undefined && resource.id !== match.id) {
    refuse('invalid', `id is "${resource.id}", but ${toReference(keyOf(match))} has this identifier`, 'id');
  }
  if (!match) demandCreatable(draft, step);
  const put = { ...resource, id: match?.id ?? newId };
  demandVersion(draft, keyOf(put), precondition);
  judgePut(draft, { resource: put, method: 'PUT' }, rules);
  return { key: keyOf(put), isNew: match === undefined };
}

/** Created by a condition, a resource must meet it: the same request a second time then finds it. */
function demandCreatable(draft: Draft, { identifier, resource, newId }: ConditionalUpdateStep): void {
  const wanted = `${identifier.system}|${identifier.value}`;
  if (!hasIdentifier(resource, identifier)) {
    refuse('business-rule', `Nothing has the identifier ${wanted} yet, and the body has not either`, 'identifier');
  }
  if (!isResourceId(newId)) refuse('value', `"${newId}" is no id: 1 to 64 letters, digits, "-" and "."`, 'id');
  const key = { type: identifier.type, id: newId };
  if (draft.resource(key)) {
    refuse('conflict', `Nothing has the identifier ${wanted} yet, but there is a ${toReference(key)}`, 'id');
  }
}

export interface PatchStep {
  readonly key: ResourceKey;
  /** The JSON Patch, parsed. */
  readonly patch: unknown;
  /** What references to this server begin with. */
  readonly baseUrl: string;
  readonly precondition?: Precondition | undefined;
}

/** Changes the resource as a JSON Patch says. */
export function patchStep(
  draft: Draft,
  { key, patch, precondition, baseUrl }: PatchStep,
  { rules }: Rules,
): StepResult {
  const name = toReference(key);
  demandVersion(draft, key, precondition);
  const current = draft.resource(key);
  if (!current && draft.seen.version(key)) refuse('deleted', `${name} was deleted`, name);
  if (!current) return refuse('not-found', `There is no ${name}`, name);
  judgePut(draft, { resource: applyPatch(current, patch, baseUrl), method: 'PATCH' }, rules);
  return { key, isNew: false };
}

export interface DeleteStep {
  readonly key: ResourceKey;
  readonly precondition?: Precondition | undefined;
}

/** Deletes; what is deleted already stays so. @throws OutcomeError 404 for what there never was. */
export function deleteStep(draft: Draft, { key, precondition }: DeleteStep): StepResult {
  if (!draft.seen.version(key) && !draft.touches(key)) {
    refuse('not-found', `There is no ${toReference(key)}`, toReference(key));
  }
  demandVersion(draft, key, precondition);
  judgeDelete(draft, key);
  return { key, isNew: false };
}
