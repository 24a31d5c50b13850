/** A practitioner of the demonstration as FHIR has it: Practitioner, then for each place Location, PractitionerRole and Schedule. */
import type { Location, Practitioner, PractitionerRole, Resource, Schedule } from '@medplum/fhirtypes';
import { codeSystem, extensionUrl } from '../fhir/sas.ts';
import type { DemoPractice, DemoPractitioner } from './practitioners.ts';
import { addressOf, nationalPractitioner, ownPlace, phoneContact, structureOfRole } from './resource-parts.ts';

/** The Location's id inside its PractitionerRole. */
const containedId = 'lieu';

/** The resources of one practitioner, references pointing back. */
export function toPractitionerResources(practitioner: DemoPractitioner): Resource[] {
  return [
    toPractitioner(practitioner),
    ...practitioner.practices.flatMap((practice) => [
      ...(practice.hasSeparateLocation ? [toLocation(practice, practice.id)] : []),
      toPractitionerRole(practitioner, practice),
      toSchedule(practitioner, practice),
    ]),
  ];
}

function toPractitioner({ id, person, identifiers, isActive }: DemoPractitioner): Practitioner {
  return {
    resourceType: 'Practitioner',
    id,
    identifier: identifiers.map(nationalPractitioner),
    active: isActive,
    name: [{ family: person.family, given: [person.given] }],
    gender: person.gender,
  };
}

function toPractitionerRole(practitioner: DemoPractitioner, practice: DemoPractice): PractitionerRole {
  const place = practice.hasSeparateLocation
    ? { location: [{ reference: `Location/${practice.id}` }] }
    : { contained: [toLocation(practice, containedId)], location: [{ reference: `#${containedId}` }] };
  return {
    resourceType: 'PractitionerRole',
    id: practice.id,
    ...place,
    active: practice.isRoleActive,
    practitioner: { reference: `Practitioner/${practitioner.id}` },
    organization: { identifier: structureOfRole(practice.structureId) },
    specialty: [
      {
        coding: [
          { system: codeSystem.speciality, code: practice.speciality.code, display: practice.speciality.display },
        ],
      },
    ],
    telecom: [phoneContact(practice.phone)],
  };
}

const toLocation = (practice: DemoPractice, id: string): Location => ({
  resourceType: 'Location',
  id,
  identifier: [ownPlace(practice.site.id)],
  address: addressOf(practice.site),
});

function toSchedule(practitioner: DemoPractitioner, practice: DemoPractice): Schedule {
  return {
    resourceType: 'Schedule',
    id: practice.id,
    ...(practice.acceptsSurNumeraire ? { extension: [{ url: extensionUrl.surNumeraire, valueBoolean: true }] } : {}),
    active: practice.isScheduleActive,
    actor: [{ reference: `Practitioner/${practitioner.id}` }, { reference: `PractitionerRole/${practice.id}` }],
  };
}
