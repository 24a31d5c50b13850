/** All that a person must know of one slot to book it: whose it is, where, and whether it can be had. */
import type { Location, Organization, Practitioner, PractitionerRole, Schedule, Slot } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { parseStored } from '../../fhir/json.ts';
import { parseReference, type ResourceKey } from '../../fhir/reference.ts';
import type { AgendaResource, ResourceType } from '../../fhir/resource-type.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { zoneOf } from '../place.ts';
import { placeOf } from '../render/directory.ts';
import { isOpenToRegulators, isWalkIn } from './bookable.ts';

export interface SlotSheet {
  readonly slot: Slot;
  readonly schedule: Schedule;
  /** Who works there; nobody: it is a place's (SOS Médecins). */
  readonly practitioners: readonly Practitioner[];
  readonly role: PractitionerRole | undefined;
  readonly place: Location | undefined;
  /** The structure that manages the place, where it is told. */
  readonly organization: Organization | undefined;
  /** The IANA zone of the place. */
  readonly zone: string;
}

/** Undefined when there is no such slot. */
export async function loadSlotSheet(store: ResourceStore, slotId: string): Promise<SlotSheet | undefined> {
  const load = async (keys: readonly ResourceKey[]) =>
    (await store.readMany(keys)).map(({ json }) => parseStored(json) as AgendaResource);
  const [slot] = (await load([{ type: 'Slot', id: slotId }])) as Slot[];
  const [schedule] = (await load(keysOf([slot?.schedule]))) as Schedule[];
  if (!slot || !schedule) return undefined;
  const actors = await load(keysOf(schedule.actor));
  const [role] = actors.filter((one) => one.resourceType === 'PractitionerRole');
  const [outside] = (await load(keysOf(role?.location, 'Location'))) as Location[];
  const place = role ? placeOf(role, { location: outside }) : actors.find((one) => one.resourceType === 'Location');
  const [organization] = (await load(keysOf([place?.managingOrganization], 'Organization'))) as Organization[];
  const people = keysOf([...(schedule.actor ?? []), role?.practitioner], 'Practitioner');
  const practitioners = (await load(people)) as Practitioner[];
  return { slot, schedule, practitioners, role, place, organization, zone: zoneOf(place?.address?.postalCode) };
}

type Referring = readonly ({ readonly reference?: string | undefined } | undefined)[] | undefined;

/** The resources of this server that are referred to, of one type where that matters. */
const keysOf = (references: Referring, type?: ResourceType): ResourceKey[] =>
  (references ?? [])
    .flatMap((one) => parseReference(one?.reference) ?? [])
    .filter((key) => type === undefined || key.type === type);

/** Whether a slot can be booked, or why not. */
export type SlotState = 'open' | 'taken' | 'past' | 'walk-in' | 'closed' | 'hidden';

/** `closed`: nobody works there any more. `hidden`: it was never offered to regulators. */
export function judgeSlotState({ slot, schedule, practitioners, role }: SlotSheet, now: number): SlotState {
  const form = practitioners.length > 0 ? 'practitioner' : 'sos';
  if (!isOpenToRegulators(slot, form)) return 'hidden';
  if (parseDateTime(slot.start)!.from < now) return 'past';
  if ([schedule, role, ...practitioners].some((one) => one?.active === false)) return 'closed';
  if (isWalkIn(slot)) return 'walk-in';
  return slot.status === 'free' ? 'open' : 'taken';
}
