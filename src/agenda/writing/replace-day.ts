/**
 * An agenda's day replaced in one unit: the slots that start in a window go, others come. A slot that an appointment or
 * hold has stays as it is, what would take its place stays out, and both are told.
 */
import type { Slot } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { type Issue, issue } from '../../fhir/outcome.ts';
import type { SlotWindow } from '../../store/unit-of-work.ts';
import type { Draft } from './draft.ts';
import { describeHolder, findClaimConflict, scheduleIdOf } from './judge-slot.ts';

/** What stays of a window that was cleared. */
export interface ClearedWindow {
  /** The slots that an appointment or hold has. */
  readonly kept: readonly Slot[];
  /** A warning for each of them. */
  readonly issues: readonly Issue[];
}

/** Deletes the slots of a window that nobody has, but those of `replaced`: ids that the same unit writes anew. */
export function clearWindow(draft: Draft, window: SlotWindow, replaced: ReadonlySet<string>): ClearedWindow {
  const present = draft.seen.slotsOf(window).filter((one) => draft.resource(one));
  const kept = present.filter(({ id }) => draft.claim(id));
  for (const { type, id } of present) {
    if (!kept.some((one) => one.id === id) && !replaced.has(id)) draft.delete({ type, id });
  }
  return {
    kept: kept.map(({ json }) => JSON.parse(json) as Slot),
    issues: kept.map(({ id }) => warning(`Slot/${id} is kept: ${describeHolder(draft.claim(id)!.holder)} has it`, id)),
  };
}

/**
 * Why a slot of the new day cannot come: it would change one that somebody has, or take its time.
 * @returns undefined when it can.
 */
export function findObstacle(draft: Draft, slot: Slot, kept: readonly Slot[]): Issue | undefined {
  const own = slot.id === undefined ? undefined : findClaimConflict(draft, slot.id, slot);
  if (own) return warning(`${own.diagnostics}: it is kept as it was`, slot.id!);
  const other = kept.find((one) => one.id !== slot.id && isOfSameSchedule(one, slot) && overlaps(one, slot));
  return (
    other && warning(`A new slot at ${slot.start} is left out: Slot/${other.id} is kept and overlaps it`, other.id!)
  );
}

const isOfSameSchedule = (a: Slot, b: Slot): boolean => scheduleIdOf(a) === scheduleIdOf(b);

function overlaps(a: Slot, b: Slot): boolean {
  const [startA, endA, startB, endB] = [a.start, a.end, b.start, b.end].map((text) => parseDateTime(text ?? '')?.from);
  return startA! < endB! && startB! < endA!;
}

const warning = (text: string, id: string): Issue => ({
  ...issue('conflict', text, `Slot/${id}`),
  severity: 'warning',
});
