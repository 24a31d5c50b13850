/** The elements that several resources of the demonstration share. */
import type { Address, ContactPoint, Identifier } from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '../fhir/sas.ts';
import type { Site } from './sites.ts';

/** System of the vendor's own identifiers of places; no address of a server. */
export const placeSystem = 'https://sas-interop.org/fhir/demo-place';

/** A practitioner's national identifier (IDNPS). */
export const nationalPractitioner = (value: string): Identifier => ({
  type: { coding: [{ system: codeSystem.identifierType, code: 'IDNPS' }] },
  system: identifierSystem.practitioner,
  value,
});

/** A structure's national identifier (IDNST) as `PractitionerRole.organization` has it. */
export const structureOfRole = (value: string): Identifier => ({
  type: { coding: [{ system: codeSystem.identifierType, code: 'IDNST' }] },
  system: identifierSystem.structure,
  value,
});

/** A structure's national identifier (IDNST) as an Organization has it. */
export const structureOfOrganization = (value: string): Identifier => ({
  type: { coding: [{ system: codeSystem.locationIdentifierType, code: 'IDNST' }] },
  system: identifierSystem.structure,
  value,
});

/** The vendor's identifier of a place (INTRN). */
export const ownPlace = (value: string): Identifier => ({
  type: { coding: [{ system: codeSystem.locationIdentifierType, code: 'INTRN' }] },
  system: placeSystem,
  value,
});

export const phoneContact = (value: string): ContactPoint => ({ system: 'phone', value });

export const addressOf = ({ line, city, postalCode }: Site): Address => ({ line: [line], city, postalCode });
