/** Decides what is to become of one line, over a draft that has the lines before it. */
import { isDeepStrictEqual } from 'node:util';
import type { Appointment, Slot } from '@medplum/fhirtypes';
import type { Draft } from '../agenda/writing/draft.ts';
import type { JudgeContent } from '../agenda/writing/judge-profiles.ts';
import { findClaimConflict } from '../agenda/writing/judge-slot.ts';
import { parseJson } from '../fhir/json.ts';
import { type Issue, OutcomeError, refuse } from '../fhir/outcome.ts';
import { parseReference, type ResourceKey, toReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import { toStoredJson } from '../fhir/stored-json.ts';
import type { StoredVersion } from '../store/resource-store.ts';
import type { Fate } from './report.ts';
import { takeSlots } from './take-slots.ts';

/** A resource with its final id and references. */
export interface Candidate {
  readonly resource: AgendaResource;
  readonly key: ResourceKey;
  /** What it refers to here that is not of the import. */
  readonly outside: readonly ResourceKey[];
}

/** What a line is judged with. */
export interface LineRules {
  readonly exists: (key: ResourceKey) => boolean;
  /** Absent: the content is not judged. */
  readonly judge?: JudgeContent | undefined;
}

export interface Verdict {
  readonly fate: Exclude<Fate, 'bad'>;
  /** Why it was kept as it was. */
  readonly reason?: string;
  /** References to what does not exist: written all the same, for what they mean may come later. */
  readonly dangling: readonly ResourceKey[];
  /** What is wrong with its content, though not so wrong that it is not written. */
  readonly doubts?: readonly string[];
}

/**
 * Drafts the line. A slot that a live appointment or hold has is neither freed nor moved: it is kept.
 * @throws OutcomeError when it cannot be written; nothing of it is drafted then.
 */
export function judgeLine(draft: Draft, candidate: Candidate, { exists, judge }: LineRules): Verdict {
  const { resource, key } = candidate;
  const dangling = candidate.outside.filter((one) => !exists(one));
  if (resource.resourceType === 'Slot') demandSchedule(resource, dangling);
  const isDrafted = draft.touches(key);
  const stored = isDrafted ? undefined : draft.seen.version(key);
  if (isDrafted ? isDeepStrictEqual(draft.resource(key), resource) : stored && isStored(resource, stored)) {
    return { fate: 'unchanged', dangling };
  }
  const isNew = !isDrafted && stored?.json === undefined;
  const conflict = resource.resourceType === 'Slot' && !isNew ? findClaimConflict(draft, key.id, resource) : undefined;
  if (conflict) return { fate: 'kept', reason: conflict.diagnostics, dangling: [] };
  const doubts = judge ? judgeContent(judge(resource, draft)) : [];
  if (resource.resourceType === 'Appointment') {
    takeSlots(draft, { next: resource, current: draft.resource<Appointment>(key) });
  }
  draft.put(resource, 'PUT');
  return { fate: isNew ? 'created' : 'updated', dangling, doubts };
}

/** The doubts. @throws OutcomeError when there are errors. */
function judgeContent(issues: readonly Issue[]): string[] {
  const errors = issues.filter(({ severity }) => severity === 'error' || severity === 'fatal');
  if (errors.length > 0) throw new OutcomeError(errors);
  return issues.map(({ diagnostics, expression }) => [expression?.[0], diagnostics].filter(Boolean).join(': '));
}

/** A slot without agenda would be found by nobody, and nobody would know. */
function demandSchedule({ schedule }: Slot, dangling: readonly ResourceKey[]): void {
  const key = parseReference(schedule.reference);
  if (key?.type !== 'Schedule') refuse('value', 'Slot.schedule refers to no Schedule of this server or import');
  if (!dangling.some(({ type, id }) => type === key.type && id === key.id)) return;
  refuse('not-found', `Slot.schedule: ${toReference(key)} is neither in this import nor in the base`);
}

/** Whether the stored version says the same, in whatever order. */
function isStored(resource: AgendaResource, { json, versionId, lastUpdated }: StoredVersion): boolean {
  if (json === undefined) return false;
  const text = toStoredJson(resource, { versionId, lastUpdated });
  return text === json || (text.length === json.length && isDeepStrictEqual(parseJson(text), parseJson(json)));
}
