/** All that a person must know of one slot to book it: whose it is, where, and whether it can be had. */
import type { Location, Organization, Practitioner, PractitionerRole, Schedule, Slot } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { parseReference, type ResourceKey } from '../../fhir/reference.ts';
import type { AgendaResource, ResourceType } from '../../fhir/resource-type.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { parseStoredResource } from '../parse-stored-resource.ts';
import { zoneOf } from '../place.ts';
import { placeOf } from '../render/directory.ts';
import { formOfAgenda, isOpenToRegulators, isWalkIn } from './bookable.ts';
import { canBeProposed } from './proposal.ts';

export interface SlotSheet {
  readonly slot: Slot;
  readonly schedule: Schedule;
  /** Who works there, himself an actor or by his role: of a place's schedule nobody. */
  readonly practitioners: readonly Practitioner[];
  /** Those of the schedule; the place is that of the first. */
  readonly roles: readonly PractitionerRole[];
  readonly place: Location | undefined;
  /** The structure that manages the place, where it is told. */
  readonly organization: Organization | undefined;
  /** The IANA zone of the place. */
  readonly zone: string;
}

/** Undefined when there is no such slot. */
export async function loadSlotSheet(store: ResourceStore, slotId: string): Promise<SlotSheet | undefined> {
  const load = async (keys: readonly ResourceKey[]) =>
    (await store.readMany(keys)).map(parseStoredResource<AgendaResource>);
  const [slot] = (await load([{ type: 'Slot', id: slotId }])) as Slot[];
  const [schedule] = (await load(keysOf([slot?.schedule]))) as Schedule[];
  if (!slot || !schedule) return undefined;
  const actors = await load(keysOf(schedule.actor));
  const roles = actors.filter((one) => one.resourceType === 'PractitionerRole');
  const [role] = roles;
  const [outside] = (await load(keysOf(role?.location, 'Location'))) as Location[];
  const place = role ? placeOf(role, { location: outside }) : actors.find((one) => one.resourceType === 'Location');
  const [organization] = (await load(keysOf([place?.managingOrganization], 'Organization'))) as Organization[];
  const people = keysOf([...(schedule.actor ?? []), ...roles.map(({ practitioner }) => practitioner)], 'Practitioner');
  const practitioners = (await load(people)) as Practitioner[];
  return { slot, schedule, practitioners, roles, place, organization, zone: zoneOf(place?.address?.postalCode) };
}

type Referring = readonly ({ readonly reference?: string | undefined } | undefined)[] | undefined;

/** The resources of this server that are referred to, of one type where that matters. */
const keysOf = (references: Referring, type?: ResourceType): ResourceKey[] =>
  (references ?? [])
    .flatMap((one) => parseReference(one?.reference) ?? [])
    .filter((key) => type === undefined || key.type === type);

/** Whether a slot can be booked, or why not. */
export type SlotState = 'open' | 'taken' | 'past' | 'walk-in' | 'closed' | 'unattended' | 'hidden';

/**
 * `closed`: nobody works there any more. `unattended`: it is not known who would see the patient, neither practitioner nor
 * place. `hidden`: it was never offered to regulators.
 */
export function judgeSlotState({ slot, schedule, practitioners, roles }: SlotSheet, now: number): SlotState {
  if (!isOpenToRegulators(slot, formOfAgenda(schedule))) return 'hidden';
  if (parseDateTime(slot.start)!.from < now) return 'past';
  if ([schedule, ...roles, ...practitioners].some(({ active }) => active === false)) return 'closed';
  if (!canBeProposed({ schedule, practitioners })) return 'unattended';
  if (isWalkIn(slot)) return 'walk-in';
  return slot.status === 'free' ? 'open' : 'taken';
}
