/** Decides what is to become of one line, over a draft that has the lines before it. */
import { isDeepStrictEqual } from 'node:util';
import type { Appointment, Slot } from '@medplum/fhirtypes';
import { formOf } from '../agenda/booking/judge-appointment.ts';
import { judgeAppointmentForm } from '../agenda/booking/judge-appointment-form.ts';
import { type Destination, describeAppointment } from '../agenda/declared/describe-appointment.ts';
import type { Draft } from '../agenda/writing/draft.ts';
import { findClaimConflict, overruleHolder, scheduleIdOf } from '../agenda/writing/judge-slot.ts';
import { parseJson } from '../fhir/json.ts';
import { OutcomeError, refuse } from '../fhir/outcome.ts';
import { type ResourceKey, toReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import { toStoredJson } from '../fhir/stored-json.ts';
import type { StoredVersion } from '../store/resource-store.ts';
import type { Fate } from './report.ts';
import { takeImportedSlots } from './take-imported-slots.ts';

/** A resource with its final id and references. */
export interface Candidate {
  readonly resource: AgendaResource;
  readonly key: ResourceKey;
  /** What it refers to here that is not of the import. */
  readonly outside: readonly ResourceKey[];
}

export interface Verdict {
  readonly fate: Exclude<Fate, 'bad'>;
  /** Why it was kept as it was. */
  readonly reason?: string;
  /** What is odd, and did not keep it from being written. */
  readonly warnings: readonly string[];
}

export interface LineRules {
  /** Whether there is such a resource in the base. */
  readonly exists: (key: ResourceKey) => boolean;
  /** Where changes of appointments are told. */
  readonly destinations: readonly Destination[];
}

/**
 * Drafts the line. A slot that a live appointment or hold has is neither freed nor moved: it is kept.
 * @throws OutcomeError when it cannot be written; nothing of it is drafted then.
 */
export function judgeLine(draft: Draft, candidate: Candidate, { exists, destinations }: LineRules): Verdict {
  const { resource, key } = candidate;
  const dangling = candidate.outside.filter((one) => !exists(one));
  if (resource.resourceType === 'Slot') demandSchedule(resource, dangling);
  const isDrafted = draft.touches(key);
  const stored = isDrafted ? undefined : draft.seen.version(key);
  if (isDrafted ? isDeepStrictEqual(draft.resource(key), resource) : stored && isStored(resource, stored)) {
    return { fate: 'unchanged', warnings: dangling.map(describeDangling) };
  }
  const isNew = !isDrafted && stored?.json === undefined;
  if (resource.resourceType === 'Slot' && !isNew) {
    const conflict = findClaimConflict(draft, key.id, resource);
    if (conflict) return { fate: 'kept', reason: conflict.diagnostics, warnings: [] };
    overruleHolder(draft, resource);
  }
  if (resource.resourceType === 'Appointment') {
    const change = { next: resource, current: draft.resource<Appointment>(key) };
    demandForm(draft, resource);
    takeImportedSlots(draft, change);
    for (const message of describeAppointment(draft, change, destinations)) draft.send(message);
  }
  draft.put(resource, 'PUT');
  return { fate: isNew ? 'created' : 'updated', warnings: dangling.map(describeDangling) };
}

/** @throws OutcomeError with all that is wrong with an appointment by the rules of every write. */
function demandForm(draft: Draft, appointment: Appointment): void {
  const issues = judgeAppointmentForm(appointment, formOf(draft, appointment));
  if (issues.length > 0) throw new OutcomeError(issues);
}

/** What it means may come with a later import. */
const describeDangling = (key: ResourceKey): string => `refers to ${toReference(key)}, which does not exist (yet)`;

/** A slot without agenda would be found by nobody, and nobody would know. */
function demandSchedule(slot: Slot, dangling: readonly ResourceKey[]): void {
  const id = scheduleIdOf(slot);
  if (!dangling.some((one) => one.type === 'Schedule' && one.id === id)) return;
  refuse('not-found', `Slot.schedule: Schedule/${id} is neither in this import nor in the base`);
}

/** Whether the stored version says the same, in whatever order. */
function isStored(resource: AgendaResource, { json, versionId, lastUpdated }: StoredVersion): boolean {
  if (json === undefined) return false;
  const text = toStoredJson(resource, { versionId, lastUpdated });
  return text === json || (text.length === json.length && isDeepStrictEqual(parseJson(text), parseJson(json)));
}
