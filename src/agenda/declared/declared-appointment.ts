/**
 * An appointment in the form in which the platform gets it (INT_R03): FrAppointmentSAS, or sas-sos-appointment for a
 * place of SOS Médecins. SPEC §7 lists what it has; nothing else leaves: no local reference, no server metadata, no free
 * text in which a patient might be named.
 */
import type { Appointment, Extension, Identifier } from '@medplum/fhirtypes';
import { formatInstant, parseDateTime } from '../../fhir/instant.ts';
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { extensionUrl } from '../../fhir/sas.ts';
import { withoutEmpty } from '../../fhir/without-empty.ts';
import { type AppointmentForm, appointmentProfile } from '../booking/judge-appointment-form.ts';
import { onlyCodes } from '../render/elements.ts';
import { declareParticipants, type ParticipantContext } from './declared-participants.ts';

/** What the appointment itself does not say. */
export interface DeclarationContext extends ParticipantContext {
  readonly form: AppointmentForm;
  /** The IANA zone of the place; asked only when an instant has no numeric offset. */
  readonly findZone: () => string;
}

/** The appointment as the platform gets it: without id, for the identifier names it there. */
export function toDeclaredAppointment(appointment: Appointment, context: DeclarationContext): Appointment {
  const { extension, identifier, status, created, start, end, participant } = appointment;
  return withoutEmpty({
    resourceType: 'Appointment',
    meta: { profile: [appointmentProfile(appointment, context.form)] },
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
    return one.url === extensionUrl.orientationCategory && form === 'practitioner' ? declareCategory(one) : [];
  });

/** Nothing without a code: an extension has a value (R4's ext-1). */
function declareCategory({ url, valueCodeableConcept }: Extension): Extension[] {
  const concept = withoutEmpty(onlyCodes(valueCodeableConcept ?? {}));
  return concept ? [{ url, valueCodeableConcept: concept }] : [];
}

function declareOperator({ url, valueReference }: Extension): Extension[] {
  const { type, system, value } = valueReference?.identifier ?? {};
  const identifier = withoutEmpty({
    type: type && onlyCodes(type),
    system,
    value: value && toPrefixedValue(system, value),
  });
  return identifier ? [{ url, valueReference: { identifier: identifier as Identifier } }] : [];
}

/** The same instant with a numeric offset: one that is stored is kept, `Z` becomes that of the place. */
function withOffset(text: string | undefined, { findZone }: DeclarationContext): string | undefined {
  const instant = text?.endsWith('Z') ? parseDateTime(text) : undefined;
  return instant ? formatInstant(instant.from, findZone()) : text;
}
