/**
 * An appointment in the form in which the platform gets it (INT_R03): FrAppointmentSAS, or sas-sos-appointment for a
 * place of SOS Médecins. SPEC §7 lists what it has; nothing else leaves: no local reference, no server metadata, no free
 * text in which a patient might be named.
 */
import type { Appointment, AppointmentParticipant, Extension, Identifier } from '@medplum/fhirtypes';
import { formatInstant, parseDateTime } from '../../fhir/instant.ts';
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { parseReference } from '../../fhir/reference.ts';
import { extensionUrl, identifierSystem, sasProfile } from '../../fhir/sas.ts';
import { withoutEmpty } from '../../fhir/without-empty.ts';
import type { AppointmentForm } from '../booking/judge-appointment-form.ts';
import { idnps } from '../render/elements.ts';

/** What the appointment itself does not say. */
export interface DeclarationContext {
  readonly form: AppointmentForm;
  /** The national identifier, typed and prefixed, of the practitioner that a reference names. */
  readonly findNationalIdentifier: (reference: string | undefined) => Identifier | undefined;
  /** The IANA zone of the place; asked only when an instant has no numeric offset. */
  readonly findZone: () => string;
}

const profileOf: Readonly<Record<AppointmentForm, string>> = {
  practitioner: sasProfile.appointment,
  sos: sasProfile.sosAppointment,
};

/** The appointment as the platform gets it: without id, for the identifier names it there. */
export function toDeclaredAppointment(appointment: Appointment, context: DeclarationContext): Appointment {
  const { extension, identifier, status, created, start, end, participant } = appointment;
  return withoutEmpty({
    resourceType: 'Appointment',
    meta: { profile: [profileOf[context.form]] },
    extension: declareExtensions(extension, context.form),
    identifier: (identifier ?? []).map(({ system, value }) => ({ system, value })),
    status,
    start: withOffset(start, context),
    end: withOffset(end, context),
    created: withOffset(created, context),
    participant: declareParticipants(participant, context),
  }) as Appointment;
}

/** The regulator, and, where the profile has room for it, the kind of structure the patient is sent to. */
const declareExtensions = (extensions: readonly Extension[] | undefined, form: AppointmentForm): Extension[] =>
  (extensions ?? []).flatMap((one) => {
    if (one.url === extensionUrl.appointmentOperator) return declareOperator(one);
    return one.url === extensionUrl.orientationCategory && form === 'practitioner' ? one : [];
  });

function declareOperator({ url, valueReference }: Extension): Extension {
  const { type, system, value } = valueReference?.identifier ?? {};
  const identifier = withoutEmpty({ type, system, value: value && toPrefixedValue(system, value) });
  return { url, valueReference: { identifier: identifier as Identifier } };
}

/** Those who have a national identifier; when nobody has, all of them, told by what they are. */
function declareParticipants(
  participants: readonly AppointmentParticipant[],
  context: DeclarationContext,
): AppointmentParticipant[] {
  const all = participants.map((one) => declareParticipant(one, context));
  const identified = all.filter(({ actor }) => actor?.identifier);
  return identified.length > 0 ? identified : all;
}

function declareParticipant(
  { type, actor, status }: AppointmentParticipant,
  { findNationalIdentifier }: DeclarationContext,
): AppointmentParticipant {
  const identifier = nationalIdentifier(actor?.identifier) ?? findNationalIdentifier(actor?.reference);
  // R4 wants an actor or a type (invariant app-1).
  const kind = type ? undefined : (actor?.type ?? parseReference(actor?.reference)?.type);
  return withoutEmpty({ type, actor: identifier ? { identifier } : { type: kind }, status }) as AppointmentParticipant;
}

function nationalIdentifier(identifier: Identifier | undefined): Identifier | undefined {
  const { system, value } = identifier ?? {};
  if (system !== identifierSystem.practitioner || !value) return undefined;
  return { type: idnps, system, value: toPrefixedValue(system, value) };
}

/** The same instant with a numeric offset: one that is stored is kept, `Z` becomes that of the place. */
function withOffset(text: string | undefined, { findZone }: DeclarationContext): string | undefined {
  const instant = text?.endsWith('Z') ? parseDateTime(text) : undefined;
  return instant ? formatInstant(instant.from, findZone()) : text;
}
