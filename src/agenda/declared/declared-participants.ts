/**
 * Who takes part, as the platform is told: by national identifier, else as the records of this server have it. A text that
 * came with the appointment may name a patient: it never leaves (docs/decisions/0007).
 */
import type { AppointmentParticipant, Identifier } from '@medplum/fhirtypes';
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { identifierSystem } from '../../fhir/sas.ts';
import { withoutEmpty } from '../../fhir/without-empty.ts';
import type { Actor } from '../booking/booked-agenda.ts';
import { idnps, onlyCodes } from '../render/elements.ts';

/** What the participants themselves do not say. */
export interface ParticipantContext {
  /** The national identifier, typed and prefixed, of the practitioner that a reference names. */
  readonly findNationalIdentifier: (reference: string | undefined) => Identifier | undefined;
  /** Whom a reference names, by identifier or name as they are in his record; asked when nobody has a national identifier. */
  readonly findActor: (reference: string | undefined) => Actor | undefined;
  /** With whom the appointment is when nobody can be named. */
  readonly findStandIn: () => Actor;
}

/** Those who have a national identifier; when nobody has, all who can be named, and at least one. */
export function declareParticipants(
  participants: readonly AppointmentParticipant[],
  { findNationalIdentifier, findActor, findStandIn }: ParticipantContext,
): AppointmentParticipant[] {
  const identified = participants.flatMap((one) => {
    const identifier = nationalIdentifier(one.actor?.identifier) ?? findNationalIdentifier(one.actor?.reference);
    return identifier ? [declare(one, { identifier })] : [];
  });
  if (identified.length > 0) return identified;
  const all = participants.map((one) => declare(one, findActor(one.actor?.reference)));
  // R4 wants an actor or a type (invariant app-1).
  const told = all.filter(({ actor, type }) => actor || type);
  const nameless = all.find(({ actor, type }) => !actor && !type);
  if (!nameless || told.some(({ actor }) => actor)) return told;
  return [...told, { ...nameless, actor: findStandIn() }];
}

const declare = ({ type, status }: AppointmentParticipant, actor: Actor | undefined): AppointmentParticipant =>
  withoutEmpty({ type: type?.map(onlyCodes), actor, status }) as AppointmentParticipant;

function nationalIdentifier(identifier: Identifier | undefined): Identifier | undefined {
  const { system, value } = identifier ?? {};
  if (system !== identifierSystem.practitioner || !value) return undefined;
  return { type: idnps, system, value: toPrefixedValue(system, value) };
}
