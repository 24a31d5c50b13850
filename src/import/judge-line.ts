/** Decides what is to become of one line, over a draft that has the lines before it. */
import { isDeepStrictEqual } from 'node:util';
import type { Appointment, Slot } from '@medplum/fhirtypes';
import { formOf } from '../agenda/booking/judge-appointment.ts';
import { judgeAppointmentForm } from '../agenda/booking/judge-appointment-form.ts';
import { type AppointmentStatus, isLive } from '../agenda/booking/status-machine.ts';
import { type Destination, describeAppointment } from '../agenda/declared/describe-appointment.ts';
import { type Draft, keyOf } from '../agenda/writing/draft.ts';
import { demandOwnSchedule, findClaimConflict, overruleHolder, scheduleIdOf } from '../agenda/writing/judge-slot.ts';
import { parseStored } from '../fhir/json.ts';
import { OutcomeError, refuse } from '../fhir/outcome.ts';
import { parseReference, type ResourceKey, toReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import { toStoredJson } from '../fhir/stored-json.ts';
import type { StoredVersion } from '../store/resource-store.ts';
import type { Outside } from './names.ts';
import type { Fate } from './report.ts';
import { takeImportedSlots } from './take-imported-slots.ts';

/** A resource with its final id and references. */
export interface Candidate {
  readonly resource: AgendaResource;
  readonly key: ResourceKey;
  /** What it refers to here that no good line of the import is. */
  readonly outside: readonly Outside[];
  /** Whether a line above was of the same resource, and is known to have said the same. */
  readonly repeats?: 'same' | 'other' | undefined;
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
 * Drafts the line. A slot that a live appointment or hold has is neither freed nor moved: it is kept. Two lines of one
 * resource say the same, or the second is bad: else each import of the file would write first one, then the other.
 * @throws OutcomeError when it cannot be written; nothing of it is drafted then.
 */
export function judgeLine(draft: Draft, candidate: Candidate, { exists, destinations }: LineRules): Verdict {
  const { resource, key, repeats } = candidate;
  const dangling = candidate.outside.filter((one) => !exists(one));
  if (resource.resourceType === 'Slot') demandSchedule(resource, dangling);
  const isDrafted = draft.touches(key);
  const stored = isDrafted ? undefined : draft.seen.version(key);
  const isThere = isDrafted ? isDeepStrictEqual(draft.resource(key), resource) : stored && isStored(resource, stored);
  const warnings = dangling.map(describeDangling);
  if (isThere || repeats === 'same') return { fate: 'unchanged', warnings };
  const isNew = !isDrafted && stored?.json === undefined;
  if (resource.resourceType === 'Slot' && !isNew) {
    const conflict = findClaimConflict(draft, key.id, resource);
    if (conflict) return { fate: 'kept', reason: conflict.diagnostics, warnings: [] };
  }
  if (repeats === 'other') {
    refuse('duplicate', `${toReference(key)} stands above in this import, and says something else there`);
  }
  if (resource.resourceType === 'Slot' && !isNew) overruleHolder(draft, resource);
  if (resource.resourceType === 'Appointment') {
    demandGoodSlots(resource, dangling);
    draftAppointment(draft, resource, destinations);
  }
  draft.put(resource, 'PUT');
  return { fate: isNew ? 'created' : 'updated', warnings };
}

/** What an appointment does besides being put: its slots are taken, and those who are to know are told. */
function draftAppointment(draft: Draft, next: Appointment, destinations: readonly Destination[]): void {
  const change = { next, current: draft.resource<Appointment>(keyOf(next)) };
  demandForm(draft, next);
  takeImportedSlots(draft, change);
  for (const message of describeAppointment(draft, change, destinations)) draft.send(message);
}

/** @throws OutcomeError with all that is wrong with an appointment by the rules of every write. */
function demandForm(draft: Draft, appointment: Appointment): void {
  const issues = judgeAppointmentForm(appointment, formOf(draft, appointment));
  if (issues.length > 0) throw new OutcomeError(issues);
}

/** The warning that a reference deserves: what it means may come with a later import. */
export const describeDangling = (key: Outside): string =>
  key.isRefused
    ? `refers to ${toReference(key)}, which is not in the base: its line was refused`
    : `refers to ${toReference(key)}, which does not exist (yet)`;

const describeMissing = (key: Outside): string =>
  key.isRefused
    ? `${toReference(key)} is not in the base: its line was refused`
    : `${toReference(key)} is neither in this import nor in the base`;

/** A slot without agenda, or with one of another server, would be found by nobody, and nobody would know. */
function demandSchedule(slot: Slot, dangling: readonly Outside[]): void {
  demandOwnSchedule(slot);
  const id = scheduleIdOf(slot);
  const missing = dangling.find((one) => one.type === 'Schedule' && one.id === id);
  if (missing) refuse('not-found', `Slot.schedule: ${describeMissing(missing)}`);
}

/** @throws OutcomeError when a live appointment has a slot whose line was refused. */
function demandGoodSlots({ status, slot = [] }: Appointment, dangling: readonly Outside[]): void {
  if (!isLive(status as AppointmentStatus)) return;
  const references = slot
    .map(({ reference }) => parseReference(reference))
    .flatMap((key) => (key ? toReference(key) : []));
  const missing = dangling.find((one) => one.isRefused && references.includes(toReference(one)));
  if (missing) refuse('not-found', `Appointment.slot: ${describeMissing(missing)}`);
}

/** Whether the stored version says the same, in whatever order. */
function isStored(resource: AgendaResource, { json, versionId, lastUpdated }: StoredVersion): boolean {
  if (json === undefined) return false;
  const text = toStoredJson(resource, { versionId, lastUpdated });
  return text === json || (text.length === json.length && isDeepStrictEqual(parseStored(text), parseStored(json)));
}
