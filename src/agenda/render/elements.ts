/** Elements that several resources share, in the form in which they leave (SPEC §2). */
import type { Address, CodeableConcept, Coding, ContactPoint, Identifier, Reference } from '@medplum/fhirtypes';
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { codeSystem, identifierSystem } from '../../fhir/sas.ts';
import { toE164 } from '../phone.ts';
import { phoneCountryOf } from '../place.ts';

/** A type coding of the guide. */
const typeOf = (system: string, code: string): CodeableConcept => ({ coding: [{ system, code }] });

export const idnps = typeOf(codeSystem.identifierType, 'IDNPS');
export const idnst = typeOf(codeSystem.identifierType, 'IDNST');
export const organizationIdnst = typeOf(codeSystem.locationIdentifierType, 'IDNST');
export const placeIntrn = typeOf(codeSystem.locationIdentifierType, 'INTRN');

/** The identifiers under a national system, typed as the profile wants them and with their type digit. */
export const nationalIdentifiers = (
  identifiers: readonly Identifier[] | undefined,
  system: string,
  type: CodeableConcept,
): Identifier[] =>
  (identifiers ?? [])
    .filter((identifier) => identifier.system === system && identifier.value)
    .map((identifier) => ({ ...identifier, type, value: toPrefixedValue(system, identifier.value!) }));

/** The one that stands for a practitioner, typed and prefixed and nothing else: the RPPS, else the ADELI (SPEC §2). */
export function bestPractitionerIdentifier(identifiers: readonly Identifier[] | undefined): Identifier | undefined {
  const all = nationalIdentifiers(identifiers, identifierSystem.practitioner, idnps);
  const best = all.find(({ value }) => value?.startsWith('8')) ?? all[0];
  return best && { type: idnps, system: identifierSystem.practitioner, value: best.value! };
}

/** FINESS, then SIRET, then the others: which identifier stands for a structure (SPEC §2). */
export const bestStructureIdentifier = (identifiers: readonly Identifier[]): Identifier | undefined =>
  [...identifiers].sort((a, b) => structureRank(a) - structureRank(b))[0];

const structureRank = ({ value = '' }: Identifier): number =>
  value.length === 10 && value.startsWith('1') ? 0 : value.length === 15 && value.startsWith('3') ? 1 : 2;

/** A structure's own identifiers with their type digit; one without a system is left as it is. */
export const structureIdentifier = (identifier: Identifier): Identifier =>
  identifier.system === identifierSystem.structure
    ? { ...identifier, type: idnst, value: toPrefixedValue(identifier.system, identifier.value ?? '') }
    : identifier;

/** Identifiers of a place: those without a type are the vendor's own. Those typed otherwise stay away: the profile has no room for them. */
export const placeIdentifiers = (identifiers: readonly Identifier[] | undefined): Identifier[] =>
  (identifiers ?? [])
    .filter(({ type }) => !type || type.coding?.some(({ code }) => code === 'INTRN'))
    .map((identifier) => ({ ...identifier, type: placeIntrn }));

/** Contact points that have a system and a value; phones in E.164, read as numbers of the place. */
export const contactPoints = (
  telecom: readonly ContactPoint[] | undefined,
  postalCode: string | undefined,
): ContactPoint[] =>
  (telecom ?? [])
    .filter(({ system, value }) => system && value)
    .map((point) =>
      point.system === 'phone' || point.system === 'fax' || point.system === 'sms'
        ? { ...point, value: toE164(point.value!, phoneCountryOf(postalCode)) }
        : point,
    );

/** The address with its lines in one: the profiles allow no second. */
export const oneLineAddress = (address: Address | undefined): Address | undefined =>
  address?.line && address.line.length > 1 ? { ...address, line: [address.line.filter(Boolean).join(', ')] } : address;

/** A reference to another resource of the answer, and nothing else. */
export const onlyReference = <T extends Reference>(reference: T | undefined): T | undefined =>
  reference?.reference ? ({ reference: reference.reference } as T) : undefined;

/** A concept's codes, without the texts beside them. */
export const onlyCodes = ({ coding = [] }: CodeableConcept): CodeableConcept => ({
  coding: coding.map(({ system, version, code }) => ({ system, version, code }) as Coding),
});
