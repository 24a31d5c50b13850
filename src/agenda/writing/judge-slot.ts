/** Slots written by their vendor: busy or free at will, but what a live appointment or a hold has stays where it is. */
import type { Slot } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { type Issue, issue, OutcomeError, refuse } from '../../fhir/outcome.ts';
import { parseReference, toReference } from '../../fhir/reference.ts';
import type { Draft } from './draft.ts';

const statuses = ['busy', 'free', 'busy-unavailable', 'busy-tentative', 'entered-in-error'];

/** What is wrong with the form of a slot: R4's mandatory elements, and that it ends after it starts. */
export function judgeSlotForm({ schedule, status, start, end }: Slot): Issue[] {
  const instants = [...judgeInstant(start, 'Slot.start'), ...judgeInstant(end, 'Slot.end')];
  const isBackwards = instants.length === 0 && instantOf(start)! >= instantOf(end)!;
  return [
    ...(schedule?.reference
      ? []
      : [issue('required', 'Slot.schedule is missing: a reference to a Schedule', 'Slot.schedule')]),
    ...(statuses.includes(status)
      ? []
      : [issue('value', `Slot.status is one of ${statuses.join(', ')}`, 'Slot.status')]),
    ...instants,
    ...(isBackwards ? [issue('business-rule', 'Slot.start must be before Slot.end', 'Slot.start')] : []),
  ];
}

/**
 * @throws OutcomeError 422 unless the slot is of a schedule of this server: no search would find it elsewhere. A version of one
 * is none: it would lead nowhere in the Bundles of the searches, where schedules stand as they are now.
 */
export function demandOwnSchedule({ schedule }: Slot): void {
  const { reference } = schedule;
  const key = parseReference(reference);
  if (key?.type === 'Schedule' && toReference(key) === reference) return;
  const text = `Slot.schedule is a Schedule of this server such as Schedule/1, not "${reference}"`;
  refuse('business-rule', text, 'Slot.schedule');
}

function judgeInstant(text: string | undefined, path: string): Issue[] {
  if (!text) return [issue('required', `${path} is missing: an instant such as 2026-11-23T09:00:00+01:00`, path)];
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(text) && instantOf(text) !== undefined) return [];
  return [
    issue('value', `${path} is an instant with an offset such as 2026-11-23T09:00:00+01:00, not "${text}"`, path),
  ];
}

/** The id of the slot's schedule; undefined when it names none of this server. */
export const scheduleIdOf = ({ schedule }: Slot): string | undefined => parseReference(schedule?.reference)?.id;

const instantOf = (text: string | undefined): number | undefined => parseDateTime(text ?? '')?.from;

/**
 * Whether a claimed slot may become `next` (undefined: be deleted).
 * @returns why not, or undefined.
 */
export function findClaimConflict(draft: Draft, id: string, next: Slot | undefined): Issue | undefined {
  const claim = draft.claim(id);
  const current = draft.resource<Slot>({ type: 'Slot', id });
  if (!claim || !current) return undefined;
  const change = describeChange(current, next);
  if (!change) return undefined;
  return issue('conflict', `Slot/${id} cannot be ${change}: ${describeHolder(claim.holder)} has it`, `Slot/${id}`);
}

function describeChange(current: Slot, next: Slot | undefined): string | undefined {
  if (!next) return 'deleted';
  if (next.status === 'free' || next.status === 'entered-in-error') return 'freed';
  const isMoved =
    scheduleIdOf(next) !== scheduleIdOf(current) ||
    instantOf(next.start) !== instantOf(current.start) ||
    instantOf(next.end) !== instantOf(current.end);
  return isMoved ? 'moved' : undefined;
}

/** Notes what a write by its vendor says of a slot's status: whoever has the slot leaves it so from now on. */
export function overruleHolder(draft: Draft, next: Slot): void {
  const claim = draft.claim(next.id!);
  const current = draft.resource<Slot>({ type: 'Slot', id: next.id! });
  if (claim && current && current.status !== next.status) draft.take({ ...claim, isOverruled: true });
}

/** How a claim's holder is told: a hold's own name is a secret of who made it. */
export const describeHolder = (holder: string): string => (holder.startsWith('Appointment/') ? holder : 'a hold');

/** @throws OutcomeError 409 when an appointment or hold has the slot. */
export function demandUnclaimed(draft: Draft, id: string, next: Slot | undefined): void {
  const conflict = findClaimConflict(draft, id, next);
  if (conflict) throw new OutcomeError(conflict);
}
