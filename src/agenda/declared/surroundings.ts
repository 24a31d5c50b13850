/** What an appointment refers to, as far as the platform must know it: it knows no resource of this server. */
import type { Appointment, Identifier, Location, Practitioner, PractitionerRole, Schedule } from '@medplum/fhirtypes';
import { writeName } from '../../fhir/human-name.ts';
import { parseReference, type ResourceKey } from '../../fhir/reference.ts';
import { findSlot } from '../booking/bookable.ts';
import type { Actor } from '../booking/booked-agenda.ts';
import type { AppointmentForm } from '../booking/judge-appointment-form.ts';
import { zoneOf } from '../place.ts';
import { placeOf } from '../render/directory.ts';
import { bestPractitionerIdentifier, placeIdentifiers } from '../render/elements.ts';
import type { Draft } from '../writing/draft.ts';

/** The national identifier of the practitioner that a reference names, RPPS before ADELI; undefined when there is none. */
export function findNationalIdentifier(draft: Draft, reference: string | undefined): Identifier | undefined {
  const key = parseReference(reference);
  if (key?.type === 'PractitionerRole') {
    return findNationalIdentifier(draft, draft.resource<PractitionerRole>(key)?.practitioner?.reference);
  }
  const practitioner = key?.type === 'Practitioner' ? draft.resource<Practitioner>(key) : undefined;
  return bestPractitionerIdentifier(practitioner?.identifier);
}

/**
 * Whom a reference names, as the searches tell it: a practitioner by name, a place that has an agenda here by its own
 * identifier where the form has room for it, else by name. Another place may be a patient's home.
 */
export function findActor(draft: Draft, reference: string | undefined, form: AppointmentForm): Actor | undefined {
  const key = parseReference(reference);
  if (key?.type === 'PractitionerRole') {
    return findActor(draft, draft.resource<PractitionerRole>(key)?.practitioner?.reference, form);
  }
  if (key?.type === 'Practitioner') return named(key.type, writeName(draft.resource<Practitioner>(key)?.name));
  const hasAgenda = key?.type === 'Location' && draft.seen.schedulesOf(key).length > 0;
  return hasAgenda ? tellPlace(draft.resource<Location>(key), form) : undefined;
}

function tellPlace(place: Location | undefined, form: AppointmentForm): Actor | undefined {
  // FrAppointmentSAS leaves identifiers to practitioners.
  const identifier = form === 'sos' ? placeIdentifier(place) : undefined;
  return identifier ? { type: 'Location', identifier } : named('Location', place?.name);
}

function placeIdentifier(place: Location | undefined): Identifier | undefined {
  const own = placeIdentifiers(place?.identifier).find(({ system, value }) => system && value);
  return own && { type: own.type!, system: own.system!, value: own.value! };
}

const named = (type: 'Location' | 'Practitioner', name: string | undefined): Actor | undefined =>
  name ? { type, display: name } : undefined;

/** With whom an appointment is whose participants cannot be named: the place of its slots, else the kind of its form. */
export function findStandIn(draft: Draft, appointment: Appointment, form: AppointmentForm): Actor {
  if (form === 'practitioner') return { display: 'Praticien' };
  const [place] = findPlaces(draft, appointment).flatMap((one) => tellPlace(one, form) ?? []);
  return place ?? { display: 'SOS Médecins' };
}

/** The IANA zone of the place where an appointment is: that of its slots' agenda, else of its practitioner's first. */
export const findZone = (draft: Draft, appointment: Appointment): string =>
  zoneOf(findPlaces(draft, appointment)[0]?.address?.postalCode);

function findPlaces(draft: Draft, appointment: Appointment): Location[] {
  const actors = findSchedule(draft, appointment)?.actor ?? [];
  const keys = actors.flatMap(({ reference }) => parseReference(reference) ?? []);
  return keys.flatMap((key) => findPlace(draft, key) ?? []);
}

function findSchedule(draft: Draft, { slot = [], participant }: Appointment): Schedule | undefined {
  const bySlot = parseReference(findSlot(draft, slot[0]?.reference)?.schedule.reference);
  if (bySlot) return draft.resource<Schedule>(bySlot);
  const practitioners = participant.flatMap(({ actor }) => parseReference(actor?.reference) ?? []);
  const [first] = practitioners.flatMap((key) => draft.seen.schedulesOf(key));
  return first && (JSON.parse(first.json) as Schedule);
}

function findPlace(draft: Draft, key: ResourceKey): Location | undefined {
  if (key.type === 'Location') return draft.resource<Location>(key);
  const role = key.type === 'PractitionerRole' ? draft.resource<PractitionerRole>(key) : undefined;
  if (!role) return undefined;
  const outside = parseReference(role.location?.[0]?.reference);
  return placeOf(role, { location: outside?.type === 'Location' ? draft.resource<Location>(outside) : undefined });
}
