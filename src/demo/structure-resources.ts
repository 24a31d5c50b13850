/** The structures of the demonstration as FHIR has them: CPTS, health centres (MSP), SOS Médecins associations. */
import type { HealthcareService, Location, Organization, Resource, Schedule } from '@medplum/fhirtypes';
import { codeSystem } from '../fhir/sas.ts';
import { addressOf, ownPlace, phoneContact, structureOfOrganization } from './resource-parts.ts';
import type { Site } from './sites.ts';
import { type Cpts, cptsList, type SosAssociation, type SosPlace, sosAssociations } from './structures.ts';
import { phoneOf, territoryOf } from './territories.ts';

/** Code of `codeSystem.establishment` for an MSP. */
const healthCentreEstablishment = '603';

/** Phones of structures: above those of practitioners. */
const firstCptsPhone = 9001;
const firstSosPhone = 9101;

/** The Organization of a CPTS and its one HealthcareService. */
export function toCptsResources(cpts: Cpts): [Organization, HealthcareService] {
  const phone = phoneOf(territoryOf(cpts.postalCodes[0]), firstCptsPhone + cptsList.indexOf(cpts));
  return [
    {
      resourceType: 'Organization',
      id: cpts.id,
      identifier: [structureOfOrganization(cpts.finess)],
      active: true,
      name: cpts.name,
      telecom: [phoneContact(phone)],
    },
    {
      resourceType: 'HealthcareService',
      id: cpts.id,
      active: true,
      providedBy: { reference: `Organization/${cpts.id}` },
      name: cpts.name,
    },
  ];
}

/** The Organization of the maison de santé at this address. */
export const toHealthCentre = (site: Site & { healthCentre: string }): Organization => ({
  resourceType: 'Organization',
  id: `demo-msp-${site.id}`,
  identifier: [structureOfOrganization(site.structureId!)],
  active: true,
  type: [{ coding: [{ system: codeSystem.establishment, code: healthCentreEstablishment }] }],
  name: site.healthCentre,
  address: [addressOf(site)],
});

/** The Organization of an association, then the Location and the Schedule of each of its places. */
export function toSosResources(association: SosAssociation, sites: ReadonlyMap<string, Site>): Resource[] {
  const organization: Organization = {
    resourceType: 'Organization',
    id: association.id,
    identifier: [structureOfOrganization(association.siret)],
    active: true,
    name: association.name,
  };
  const firstPhone = firstSosPhone + 10 * sosAssociations.indexOf(association);
  return [
    organization,
    ...association.places.flatMap((place, index) => [
      toSosLocation({ association, place, site: sites.get(place.siteId)!, phone: firstPhone + index }),
      toSosSchedule(place),
    ]),
  ];
}

function toSosLocation(of: { association: SosAssociation; place: SosPlace; site: Site; phone: number }): Location {
  const { association, place, site, phone } = of;
  const [openingTime, closingTime] = place.hours;
  return {
    resourceType: 'Location',
    id: place.id,
    identifier: [ownPlace(place.id)],
    status: 'active',
    name: place.name,
    telecom: [phoneContact(phoneOf(site.territory, phone))],
    address: addressOf(site),
    managingOrganization: { reference: `Organization/${association.id}` },
    hoursOfOperation: [{ daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], openingTime, closingTime }],
  };
}

const toSosSchedule = (place: SosPlace): Schedule => ({
  resourceType: 'Schedule',
  id: place.id,
  active: true,
  actor: [{ reference: `Location/${place.id}` }],
});
