/** What an appointment refers to, as far as the platform must know it: it knows no resource of this server. */
import type { Appointment, Identifier, Location, Practitioner, PractitionerRole, Schedule } from '@medplum/fhirtypes';
import { parseReference, type ResourceKey } from '../../fhir/reference.ts';
import { findSlot } from '../booking/bookable.ts';
import { zoneOf } from '../place.ts';
import { placeOf } from '../render/directory.ts';
import { bestPractitionerIdentifier } from '../render/elements.ts';
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

/** The IANA zone of the place where an appointment is: that of its slots' agenda, else of its practitioner's first. */
export function findZone(draft: Draft, appointment: Appointment): string {
  const actors = findSchedule(draft, appointment)?.actor ?? [];
  const keys = actors.flatMap(({ reference }) => parseReference(reference) ?? []);
  const places = keys.flatMap((key) => findPlace(draft, key) ?? []);
  return zoneOf(places[0]?.address?.postalCode);
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
