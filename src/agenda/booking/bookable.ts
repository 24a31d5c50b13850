/** Which slots an appointment may take together, and with whom (SPEC §7). */
import type { Appointment, Identifier, Practitioner, PractitionerRole, Schedule, Slot } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { type Issue, issue, OutcomeError, refuse } from '../../fhir/outcome.ts';
import { parseReference, toReference } from '../../fhir/reference.ts';
import { codeSystem, extensionUrl, identifierSystem, visibilityCodes } from '../../fhir/sas.ts';
import type { Draft } from '../writing/draft.ts';
import { describeHolder } from '../writing/judge-slot.ts';

export interface BookableSlot extends Slot {
  readonly id: string;
}

/** The schedule of the slots, and the practitioners whose it is; none: a place's. */
export interface BookedAgenda {
  readonly scheduleId: string;
  readonly practitioners: readonly Practitioner[];
}

const startOf = (slot: Slot): number => parseDateTime(slot.start)!.from;
const endOf = (slot: Slot): number => parseDateTime(slot.end)!.from;

/** The slots that the references name, in order of start. @throws OutcomeError 422 for what is no slot of this server. */
export function readSlots(draft: Draft, references: Appointment['slot'] = []): BookableSlot[] {
  const slots = references.map(({ reference }, index) => readSlot(draft, reference, `Appointment.slot[${index}]`));
  const repeated = slots.find(({ id }, index) => slots.findIndex((one) => one.id === id) !== index);
  if (repeated) refuse('business-rule', `Slot/${repeated.id} stands twice in Appointment.slot`, 'Appointment.slot');
  return slots.sort((a, b) => startOf(a) - startOf(b));
}

const readSlot = (draft: Draft, reference: string | undefined, path: string): BookableSlot =>
  findSlot(draft, reference) ?? refuse('business-rule', `${path}: there is no slot "${reference}" here`, path);

/** The slot of this server that a reference names, if any. */
export function findSlot(draft: Draft, reference: string | undefined): BookableSlot | undefined {
  const key = parseReference(reference);
  if (key?.type !== 'Slot') return undefined;
  draft.claim(key.id); // ends a hold whose time is over before the slot's status is read
  return draft.resource<BookableSlot>(key);
}

/** Whether a slot is one of a place (SOS Médecins), not of a practitioner. */
export function isOfPlace(draft: Draft, { schedule }: Slot): boolean {
  const key = parseReference(schedule.reference);
  const actors = (key && draft.resource<Schedule>(key)?.actor) ?? [];
  const types = actors.map(({ reference }) => parseReference(reference)?.type);
  return types.includes('Location') && !types.includes('Practitioner');
}

/** @throws OutcomeError 422 unless they belong to one schedule and follow each other without a gap. */
export function demandContiguous(slots: readonly BookableSlot[]): string {
  const [first] = slots;
  const schedules = new Set(slots.map(({ schedule }) => schedule.reference));
  if (schedules.size > 1) {
    refuse(
      'business-rule',
      `Appointment.slot: these slots belong to several schedules (${[...schedules].join(', ')})`,
      'Appointment.slot',
    );
  }
  slots.slice(1).forEach((slot, index) => {
    if (startOf(slot) === endOf(slots[index]!)) return;
    refuse(
      'business-rule',
      `Appointment.slot: Slot/${slot.id} does not begin where Slot/${slots[index]!.id} ends`,
      'Appointment.slot',
    );
  });
  return parseReference(first!.schedule.reference)!.id;
}

/** @throws OutcomeError 422 unless the appointment begins with its first slot and ends with its last. */
export function demandSamePeriod({ start, end }: Appointment, slots: readonly BookableSlot[]): void {
  const isSame = (text: string | undefined, ms: number) => parseDateTime(text ?? '')?.from === ms;
  if (!isSame(start, startOf(slots[0]!))) {
    refuse('business-rule', `Appointment.start is not that of its slots, ${slots[0]!.start}`, 'Appointment.start');
  }
  if (!isSame(end, endOf(slots.at(-1)!))) {
    refuse('business-rule', `Appointment.end is not that of its slots, ${slots.at(-1)!.end}`, 'Appointment.end');
  }
}

/** @throws OutcomeError 422 when a slot is past, walk-in only or never shown to a regulator. */
export function demandOffered(slots: readonly BookableSlot[], now: number): void {
  const issues = slots.flatMap((slot) => [
    ...(startOf(slot) < now ? [problem(slot, 'has begun already')] : []),
    ...(isWalkIn(slot) ? [problem(slot, 'is walk-in only: nobody books it')] : []),
    ...(isOpenToRegulators(slot) ? [] : [problem(slot, 'is not open to regulators')]),
  ]);
  if (issues.length > 0) throw new OutcomeError(issues);
}

/** Whether a slot that is free may be booked now. */
export const isOffered = (slot: Slot, now: number): boolean =>
  startOf(slot) >= now && !isWalkIn(slot) && isOpenToRegulators(slot);

const problem = (slot: BookableSlot, text: string): Issue =>
  issue('business-rule', `Slot/${slot.id} ${text}`, `Slot/${slot.id}`);

/** Whether patients come without appointment. */
export const isWalkIn = ({ appointmentType }: Slot): boolean =>
  (appointmentType?.coding ?? []).some(
    ({ system, code }) => system === codeSystem.appointmentType && code === 'WALKIN',
  );

/** Whether it has one of the guide's visibility codes: without, it never leaves. */
export const isOpenToRegulators = ({ meta }: Slot): boolean =>
  (meta?.security ?? []).some(
    ({ system, code }) =>
      system === codeSystem.slotVisibility && (visibilityCodes as readonly string[]).includes(code ?? ''),
  );

/**
 * @throws OutcomeError 409 that names each slot somebody else has, `holder` being whose hold may have it already. One
 * that its vendor made busy since is the vendor's: the hold kept it from everybody else.
 */
export function demandFree(draft: Draft, slots: readonly BookableSlot[], holder: string): void {
  const issues = slots.flatMap((slot) => {
    const claim = draft.claim(slot.id);
    if (!claim && slot.status === 'free') return [];
    if (claim?.holder === holder && (slot.status === 'free' || slot.status === 'busy-tentative')) return [];
    const isOthers = claim && claim.holder !== holder;
    const who = isOthers ? `${describeHolder(claim.holder)} has it` : `it is ${slot.status}`;
    return [issue('conflict', `Slot/${slot.id} is no longer free: ${who}`, `Slot/${slot.id}`)];
  });
  if (issues.length > 0) throw new OutcomeError(issues);
}

/** The agenda of these slots. @throws OutcomeError 422 when the schedule or who works there is not active. */
export function readAgenda(draft: Draft, scheduleId: string): BookedAgenda {
  const schedule = draft.resource<Schedule>({ type: 'Schedule', id: scheduleId });
  if (!schedule) return refuse('business-rule', `Schedule/${scheduleId} does not exist`, 'Appointment.slot');
  const actors = actorsOf(draft, schedule);
  const inactive = [schedule, ...actors].find(({ active }) => active === false);
  if (inactive) {
    refuse(
      'business-rule',
      `${inactive.resourceType}/${inactive.id} is not active: nobody books there`,
      'Appointment.slot',
    );
  }
  return {
    scheduleId,
    practitioners: actors.filter((one): one is Practitioner => one.resourceType === 'Practitioner'),
  };
}

function actorsOf(draft: Draft, { actor }: Schedule): (Practitioner | PractitionerRole)[] {
  const keys = (actor ?? []).flatMap(({ reference }) => parseReference(reference) ?? []);
  return keys
    .filter(({ type }) => type === 'Practitioner' || type === 'PractitionerRole')
    .flatMap((key) => draft.resource<Practitioner | PractitionerRole>(key) ?? []);
}

/** @throws OutcomeError 422 unless a participant is a practitioner of this agenda, and no participant is another. */
export function demandPractitioner({ participant }: Appointment, practitioners: readonly Practitioner[]): void {
  const named = (participant ?? []).flatMap(({ actor }, index) =>
    actor && isPractitioner(actor) ? [{ actor, path: `Appointment.participant[${index}].actor` }] : [],
  );
  if (named.length === 0) {
    refuse(
      'business-rule',
      'Appointment.participant: the practitioner of the slots is missing',
      'Appointment.participant',
    );
  }
  for (const { actor, path } of named) {
    const isTheirs = practitioners.some((practitioner) => names(actor, practitioner));
    if (!isTheirs) refuse('business-rule', `${path} is not the practitioner of these slots`, path);
  }
}

type Actor = NonNullable<NonNullable<Appointment['participant']>[number]['actor']>;

const isPractitioner = ({ reference, identifier }: Actor): boolean =>
  parseReference(reference)?.type === 'Practitioner' || identifier?.system === identifierSystem.practitioner;

function names({ reference, identifier }: Actor, practitioner: Practitioner): boolean {
  if (reference && reference !== toReference({ type: 'Practitioner', id: practitioner.id! })) return false;
  return !identifier || (practitioner.identifier ?? []).some((own) => isSameIdentifier(own, identifier));
}

const isSameIdentifier = (a: Identifier, b: Identifier): boolean =>
  a.system === b.system && toPrefixedValue(a.system, a.value ?? '') === toPrefixedValue(b.system, b.value ?? '');

/** @throws OutcomeError 422 unless a practitioner who takes part accepts appointments beyond his slots. */
export function demandSurNumeraire(draft: Draft, { participant }: Appointment): void {
  const practitioners = (participant ?? []).flatMap(({ actor }) => (actor ? findPractitioners(draft, actor) : []));
  const schedules = practitioners.flatMap(({ id }) => draft.seen.schedulesOf({ type: 'Practitioner', id: id! }));
  const accepts = schedules.map(({ json }) => JSON.parse(json) as Schedule).some(acceptsSurNumeraire);
  if (accepts) return;
  const rule = `an appointment without slot is for practitioners who accept it: none of their schedules has the extension ${extensionUrl.surNumeraire}`;
  refuse('business-rule', `Appointment.slot is missing, and ${rule}`, 'Appointment.slot');
}

function findPractitioners(draft: Draft, actor: Actor): Practitioner[] {
  const key = parseReference(actor.reference);
  if (key?.type === 'Practitioner') return [draft.resource<Practitioner>(key) ?? []].flat();
  const { system, value } = actor.identifier ?? {};
  if (system !== identifierSystem.practitioner || !value) return [];
  const found = draft.seen.identified({ type: 'Practitioner', system, value: toPrefixedValue(system, value) });
  return found.map(({ json }) => JSON.parse(json) as Practitioner).filter(({ active }) => active !== false);
}

const acceptsSurNumeraire = ({ active, extension }: Schedule): boolean =>
  active !== false &&
  (extension ?? []).some(({ url, valueBoolean }) => url === extensionUrl.surNumeraire && valueBoolean);
