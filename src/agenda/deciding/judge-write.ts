/** Every write of a resource, of whatever kind, is decided here: its form, what it refers to, what it does to bookings. */

import { isDeepStrictEqual } from 'node:util';
import type { Appointment, Slot } from '@medplum/fhirtypes';
import { type Issue, type IssueCode, OutcomeError, refuse, refuseAs } from '../../fhir/outcome.ts';
import { type ResourceKey, toReference } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { judgeShape } from '../../fhir/shape.ts';
import { judgeAppointment } from '../booking/judge-appointment.ts';
import { isAppointmentStatus, isLive } from '../booking/status-machine.ts';
import { type Destination, describeAppointment } from '../declared/describe-appointment.ts';
import { resolveConditional } from '../writing/conditional-references.ts';
import { type Draft, keyOf } from '../writing/draft.ts';
import { judgePatientIdentity } from '../writing/judge-patient-identity.ts';
import { demandReferencesExist, demandUnreferred } from '../writing/judge-references.ts';
import { demandOwnSchedule, demandUnclaimed, judgeSlotForm, overruleHolder } from '../writing/judge-slot.ts';
import type { JudgeContent } from './judge-profiles.ts';

/** What the rules of this server's setting add. */
export interface WriteRules {
  /** Where changes of appointments are told. */
  readonly destinations: readonly Destination[];
  /** What is wrong with a resource beyond its shape; absent: nothing is asked. */
  readonly judgeContent?: JudgeContent | undefined;
  /** The hold that this write confirms, and whose slots it may take. */
  readonly hold?: string;
}

export interface Put {
  readonly resource: AgendaResource;
  readonly method: 'POST' | 'PUT' | 'PATCH';
}

/**
 * Decides a put; the draft has it afterwards, with all that follows from it. What changes nothing makes no version.
 * @throws OutcomeError 400 (form), 409 (somebody has the slot), 412 (conditional reference), 422 (rule).
 */
export function judgePut(draft: Draft, put: Put, rules: WriteRules): void {
  demandNone(judgeShape(put.resource.resourceType, put.resource));
  const resource = resolveConditional(draft, put.resource);
  const { resourceType } = resource;
  if (resourceType === 'Slot') draft.claim(resource.id!); // ends a hold whose time is over before the slot is compared
  const current = draft.resource(keyOf(resource));
  if (current && isSameContent(current, resource)) return;
  demandNone(judgePatientIdentity(resource, resourceType));
  demandValid(rules.judgeContent?.(resource, draft) ?? []);
  demandReferencesExist(draft, resource, current);
  if (resourceType === 'Slot') judgeSlot(draft, resource);
  if (resourceType === 'Appointment') {
    const write = { next: resource, current: current as Appointment | undefined, hold: rules.hold };
    judgeAppointment(draft, write);
    for (const message of describeAppointment(draft, write, rules.destinations)) draft.send(message);
  }
  draft.put(resource, put.method);
}

/** @throws OutcomeError 400 for what is no FHIR, 422 for what breaks a rule of the content. */
function demandValid(issues: readonly Issue[]): void {
  if (issues.length === 0) return;
  const isMalformed = issues.some(({ code }) => malformed.has(code));
  throw new OutcomeError(issues, isMalformed ? 400 : 422);
}

const malformed: ReadonlySet<IssueCode> = new Set(['structure', 'required', 'value', 'too-long']);

function judgeSlot(draft: Draft, slot: Slot): void {
  demandNone(judgeSlotForm(slot));
  demandOwnSchedule(slot);
  demandUnclaimed(draft, slot.id!, slot);
  overruleHolder(draft, slot);
}

function demandNone(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new OutcomeError(issues);
}

/** Whether two versions say the same, their version stamps aside. */
function isSameContent(a: AgendaResource, b: AgendaResource): boolean {
  return isDeepStrictEqual(unstamped(a), unstamped(b));
}

const unstamped = ({ meta = {}, ...rest }: AgendaResource): object => {
  const { versionId: _version, lastUpdated: _at, ...kept } = meta;
  return { ...rest, meta: kept };
};

/**
 * Decides a deletion.
 * @throws OutcomeError 409 for what an appointment or hold has, what others refer to, and a live appointment.
 */
export function judgeDelete(draft: Draft, key: ResourceKey): void {
  const current = draft.resource(key);
  if (!current) return;
  if (key.type === 'Slot') demandUnclaimed(draft, key.id, undefined);
  else if (current.resourceType === 'Appointment') demandEnded(current);
  else demandUnreferred(draft, key);
  draft.delete(key);
}

function demandEnded({ id, status }: Appointment): void {
  if (!isAppointmentStatus(status) || !isLive(status)) return;
  refuse(
    'conflict',
    `Appointment/${id} is ${status}: cancel it (status cancelled) instead of deleting it`,
    `Appointment/${id}`,
  );
}

/** Some versions of a resource, or whichever there is. */
export type Versions = readonly string[] | 'any';

/** What a client makes its write depend on. https://www.rfc-editor.org/rfc/rfc9110#section-13.1 */
export interface Precondition {
  /** The current version is one of these. */
  readonly ifMatch?: Versions | undefined;
  /** The current version, if there is one, is none of these. */
  readonly ifNoneMatch?: Versions | undefined;
}

/** @throws OutcomeError 412 when the current version is not as the client asks for. */
export function demandVersion(draft: Draft, key: ResourceKey, { ifMatch, ifNoneMatch }: Precondition = {}): void {
  if (!ifMatch && !ifNoneMatch) return;
  const version = draft.seen.version(key);
  const current = version?.json === undefined ? undefined : String(version.versionId);
  const state = current === undefined ? 'does not exist' : `is at version ${current}`;
  const refuseFor = (header: string) =>
    refuseAs('version-stale', `${header}: ${toReference(key)} ${state}`, toReference(key));
  if (ifMatch && !isAmong(ifMatch, current)) refuseFor('If-Match');
  if (ifNoneMatch && isAmong(ifNoneMatch, current)) refuseFor('If-None-Match');
}

const isAmong = (versions: Versions, current: string | undefined): boolean =>
  current !== undefined && (versions === 'any' || versions.includes(current));
