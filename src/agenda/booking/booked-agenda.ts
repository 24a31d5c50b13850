/** With whom an appointment is: whose agenda the slots are, or who accepts one without slot (SPEC §7). */
import type { Appointment, Identifier, Practitioner, PractitionerRole, Reference, Schedule } from '@medplum/fhirtypes';
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { refuse } from '../../fhir/outcome.ts';
import { parseReference, type ResourceKey, toReference } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { extensionUrl, identifierSystem } from '../../fhir/sas.ts';
import type { IdentifierKey } from '../../store/unit-of-work.ts';
import { ownerOf } from '../agenda-owner.ts';
import { isRegulator } from '../regulator-account.ts';
import type { Draft } from '../writing/draft.ts';

/** The schedule of the slots, and who works there: of a place's schedule nobody. */
export interface BookedAgenda {
  readonly schedule: Schedule;
  readonly practitioners: readonly Practitioner[];
  readonly roles: readonly PractitionerRole[];
}

/** The agenda with this schedule. @throws OutcomeError 422 when there is no such schedule. */
export function readAgenda(draft: Draft, scheduleId: string): BookedAgenda {
  const schedule = draft.resource<Schedule>({ type: 'Schedule', id: scheduleId });
  if (!schedule) return refuse('business-rule', `Schedule/${scheduleId} does not exist`, 'Appointment.slot');
  const actors = referred<AgendaResource>(draft, schedule.actor);
  const roles = actors.filter((one): one is PractitionerRole => one.resourceType === 'PractitionerRole');
  const practitioners = [
    ...actors.filter((one): one is Practitioner => one.resourceType === 'Practitioner'),
    ...referred<Practitioner>(
      draft,
      roles.flatMap(({ practitioner }) => practitioner ?? []),
    ),
  ];
  const distinct = new Map(practitioners.map((one) => [one.id, one]));
  return { schedule, roles, practitioners: [...distinct.values()] };
}

/** The resources of this server that these references name. */
const referred = <R extends AgendaResource>(draft: Draft, references: readonly Reference[] = []): R[] =>
  references.flatMap(({ reference }) => {
    const key = parseReference(reference);
    return (key && draft.resource<R>(key)) ?? [];
  });

/** @throws OutcomeError 422 when the schedule or who works there is not active. */
export function demandActive({ schedule, practitioners, roles }: BookedAgenda): void {
  const inactive = [schedule, ...practitioners, ...roles].find(({ active }) => active === false);
  if (!inactive) return;
  const name = `${inactive.resourceType}/${inactive.id}`;
  refuse('business-rule', `${name} is not active: nobody books there`, 'Appointment.slot');
}

/** @throws OutcomeError 422 when nobody is there to see a patient: the schedule is that of a service, for one. */
export function demandOwner({ schedule }: BookedAgenda): void {
  if (ownerOf(schedule) !== 'nobody') return;
  const text = `Schedule/${schedule.id} is the agenda of neither a practitioner nor a place: nobody books there`;
  refuse('business-rule', text, 'Appointment.slot');
}

/** @throws OutcomeError 422 unless a participant is a practitioner of this agenda, and no participant is another. */
export function demandPractitioner({ participant = [] }: Appointment, agenda: BookedAgenda): void {
  const named = participant.flatMap(({ actor }, index) =>
    actor && isPractitioner(actor) ? [{ actor, path: `Appointment.participant[${index}].actor` }] : [],
  );
  if (named.length === 0) {
    const text = 'Appointment.participant: the practitioner of the slots is missing';
    refuse('business-rule', text, 'Appointment.participant');
  }
  for (const { actor, path } of named) {
    if (!isOf(agenda, actor)) refuse('business-rule', `${path} is not the practitioner of these slots`, path);
  }
}

/** Who takes part. */
export type Actor = NonNullable<NonNullable<Appointment['participant']>[number]['actor']>;

/** Whether the actor is told to be a practitioner: by a reference to him or his role here, or by a national identifier. */
export const isPractitioner = ({ reference, identifier }: Actor): boolean =>
  ['Practitioner', 'PractitionerRole'].includes(parseReference(reference)?.type ?? '') ||
  identifier?.system === identifierSystem.practitioner;

/** Whether everything that the actor says of himself is of one practitioner or role of the agenda. */
function isOf({ practitioners, roles }: BookedAgenda, { reference, identifier }: Actor): boolean {
  const key = parseReference(reference);
  const named = key ? [...practitioners, ...roles].filter((one) => isKeyOf(key, one)) : practitioners;
  if (!identifier) return named.length > 0;
  const people = named.flatMap((one) => (one.resourceType === 'Practitioner' ? [one] : practitioners));
  return people.some((one) => (one.identifier ?? []).some((own) => isSameIdentifier(own, identifier)));
}

const isKeyOf = (key: ResourceKey, { resourceType, id }: Practitioner | PractitionerRole): boolean =>
  key.type === resourceType && key.id === id;

const isSameIdentifier = (a: Identifier, b: Identifier): boolean =>
  a.system === b.system && toPrefixedValue(a.system, a.value ?? '') === toPrefixedValue(b.system, b.value ?? '');

/**
 * What a practitioner is called here (`Practitioner/7`), by his reference or his role's and by his national identifier:
 * one list for each that he has. What leads to nobody here is called as it stands.
 */
export function practitionerNames(draft: Draft, { reference, identifier }: Actor): string[][] {
  const key = parseReference(reference);
  const role = key?.type === 'PractitionerRole' ? draft.resource<PractitionerRole>(key) : undefined;
  const byReference = key ? [role?.practitioner?.reference ?? toReference(key)] : [];
  const { system = '', value: text = '' } = identifier ?? {};
  const value = toPrefixedValue(system, text);
  const found = value ? serving(draft, { type: 'Practitioner', system, value }) : [];
  const byIdentifier = found.length > 0 ? found.map(({ id }) => `Practitioner/${id}`) : [`${system}|${value}`];
  return [byReference, identifier ? byIdentifier : []].filter((names) => names.length > 0);
}

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
  const { system, value } = actor.identifier ?? {};
  if (key?.type === 'Practitioner') return active(draft.resource<Practitioner>(key) ?? []);
  if (system !== identifierSystem.practitioner || !value) return [];
  return active(serving(draft, { type: 'Practitioner', system, value: toPrefixedValue(system, value) }));
}

/** Those of this identifier with whom appointments are made: a regulator's account may have it too. */
const serving = (draft: Draft, identifier: IdentifierKey): Practitioner[] =>
  draft.identified<Practitioner>(identifier).filter((one) => !isRegulator(one));

const active = (practitioners: Practitioner | Practitioner[]): Practitioner[] =>
  [practitioners].flat().filter((one) => one.active !== false);

const acceptsSurNumeraire = ({ active, extension }: Schedule): boolean =>
  active !== false &&
  (extension ?? []).some(({ url, valueBoolean }) => url === extensionUrl.surNumeraire && valueBoolean);
