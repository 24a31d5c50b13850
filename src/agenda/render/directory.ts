/** How the resources around a slot leave in the guide's searches: one `meta.profile` each, nothing empty (SPEC §3, §4). */
import type {
  HealthcareService,
  Identifier,
  Location,
  Organization,
  Practitioner,
  PractitionerRole,
  Reference,
  Resource,
  Schedule,
} from '@medplum/fhirtypes';
import { parseReference } from '../../fhir/reference.ts';
import { identifierSystem, sasProfile } from '../../fhir/sas.ts';
import { withoutEmpty } from '../../fhir/without-empty.ts';
import {
  bestStructureIdentifier,
  contactPoints,
  idnps,
  idnst,
  nationalIdentifiers,
  oneLineAddress,
  onlyReference,
  organizationIdnst,
  placeIdentifiers,
  structureIdentifier,
} from './elements.ts';

/** The resource under one profile, without narrative and without what is empty. */
function rendered<R extends Resource>(resource: R, profile: string, changes: Partial<R>): R {
  const { resourceType, id, meta: _meta, ...rest } = { ...resource, text: undefined, ...changes };
  return { resourceType, ...withoutEmpty({ id, meta: { profile: [profile] }, ...rest }) } as R;
}

/** A practitioner: national identifiers only, the profile has no room for others. */
export const renderPractitioner = (practitioner: Practitioner, postalCode?: string): Practitioner =>
  rendered(practitioner, sasProfile.practitioner, {
    identifier: nationalIdentifiers(practitioner.identifier, identifierSystem.practitioner, idnps),
    telecom: contactPoints(practitioner.telecom, postalCode),
    name: (practitioner.name ?? []).map((name) => ({ ...name, prefix: (name.prefix ?? []).slice(0, 1) })),
  });

/** What a role may refer to instead of holding it. */
export interface RoleSurroundings {
  readonly location?: Location | undefined;
  readonly organization?: Organization | undefined;
}

/** The place of a role: contained, or the Location that it refers to. */
export function placeOf(role: PractitionerRole, { location }: RoleSurroundings): Location | undefined {
  const contained = (role.contained ?? []).filter((one): one is Location => one.resourceType === 'Location');
  return contained.find(isReferredToBy(role.location?.[0])) ?? location ?? contained[0];
}

const isReferredToBy =
  (reference: Reference | undefined) =>
  ({ id }: Resource): boolean =>
    reference?.reference === `#${id}`;

/** A role with its place contained and its structure told by identifier. */
export function renderPractitionerRole(role: PractitionerRole, surroundings: RoleSurroundings): PractitionerRole {
  const place = placeOf(role, surroundings);
  const postalCode = place?.address?.postalCode;
  const identifier = structureIdentifierOf(role, surroundings);
  return rendered(role, sasProfile.practitionerRole, {
    contained: place ? [renderPlace(place)] : [],
    practitioner: onlyReference(role.practitioner)!,
    organization: identifier ? { identifier } : {},
    location: place ? [{ reference: `#${place.id}` }] : [],
    telecom: contactPoints(role.telecom, postalCode),
  });
}

function structureIdentifierOf(role: PractitionerRole, { organization }: RoleSurroundings): Identifier | undefined {
  const own = role.organization?.identifier;
  if (own?.value) return structureIdentifier(own);
  const contained = (role.contained ?? []).filter((one): one is Organization => one.resourceType === 'Organization');
  const structure = contained.find(isReferredToBy(role.organization)) ?? organization;
  const national = nationalIdentifiers(structure?.identifier, identifierSystem.structure, idnst);
  return bestStructureIdentifier(national);
}

const renderPlace = (place: Location): Location =>
  rendered(place, sasProfile.location, {
    type: (place.type ?? []).slice(0, 1),
    identifier: placeIdentifiers(place.identifier),
    telecom: contactPoints(place.telecom, place.address?.postalCode),
    address: oneLineAddress(place.address)!,
  });

/** A practitioner's agenda. */
export const renderSchedule = (schedule: Schedule): Schedule =>
  rendered(schedule, sasProfile.schedule, {
    ...scheduleLimits(schedule),
    actor: schedule.actor?.map((actor) => onlyReference(actor) ?? actor),
  });

/** Both profiles of a schedule leave the types of service to its slots, and allow one category. */
const scheduleLimits = ({ serviceCategory = [] }: Schedule): Partial<Schedule> => ({
  serviceType: [],
  serviceCategory: serviceCategory.slice(0, 1),
});

/** The agenda of an SOS Médecins place: its one actor is the Location. */
export const renderSosSchedule = (schedule: Schedule): Schedule =>
  rendered(schedule, sasProfile.sosSchedule, {
    ...scheduleLimits(schedule),
    actor: schedule.actor
      ?.filter((actor) => parseReference(actor.reference)?.type === 'Location')
      .map((actor) => onlyReference(actor)!),
  });

export const renderSosLocation = (location: Location): Location =>
  rendered(location, sasProfile.sosLocation, {
    type: (location.type ?? []).slice(0, 1),
    identifier: placeIdentifiers(location.identifier),
    telecom: contactPoints(location.telecom, location.address?.postalCode),
    address: oneLineAddress(location.address)!,
    managingOrganization: onlyReference(location.managingOrganization)!,
  });

/** A structure: the profile allows one identifier, so the best of its national ones. */
const renderOrganization = (
  organization: Organization,
  profile: string,
  rank: (value: string) => boolean,
): Organization => {
  const national = nationalIdentifiers(organization.identifier, identifierSystem.structure, organizationIdnst);
  const identifier = national.find(({ value = '' }) => rank(value)) ?? bestStructureIdentifier(national);
  return rendered(organization, profile, {
    identifier: identifier ? [identifier] : [],
    telecom: contactPoints(organization.telecom, organization.address?.[0]?.postalCode),
  });
};

/** An SOS Médecins association, told by its SIRET. */
export const renderSosOrganization = (organization: Organization): Organization =>
  renderOrganization(organization, sasProfile.sosOrganization, (value) => value.startsWith('3'));

/** A CPTS, told by its FINESS. */
export const renderCptsOrganization = (organization: Organization): Organization =>
  renderOrganization(organization, sasProfile.cptsOrganization, (value) => value.startsWith('1'));

export const renderCptsHealthcareService = (service: HealthcareService): HealthcareService =>
  rendered(service, sasProfile.cptsHealthcareService, {
    category: (service.category ?? []).slice(0, 1),
    providedBy: onlyReference(service.providedBy)!,
    telecom: contactPoints(service.telecom, undefined),
  });
