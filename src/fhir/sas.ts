/**
 * The names the SAS guide fixes: profile canonicals, code systems, identifier systems.
 * Guide "Service d'Accès aux Soins" (ans.fhir.fr.sas 1.1.0).
 */

/** Identifier systems (`Identifier.system`). */
export const identifierSystem = {
  /** Practitioners, national: RPPS `8` + 11 digits, ADELI `0` + 9 digits. */
  practitioner: 'urn:oid:1.2.250.1.71.4.2.1',
  /** Structures, national: FINESS `1` + 9 digits, SIRET `3` + 14 digits, RPPS rang `4`, ADELI rang `0`. */
  structure: 'urn:oid:1.2.250.1.71.4.2.2',
  /** Regulators without card, named by the SAS itself: a UUID. */
  sas: 'urn:oid:1.2.250.1.213.3.6',
} as const;

const legacyBase = 'http://sas.fr/fhir/StructureDefinition';
const guideBase = 'https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition';

/** Canonical URLs of the guide's profiles. */
export const sasProfile = {
  bundle: `${legacyBase}/BundleAgregateur`,
  slot: `${legacyBase}/FrSlotAgregateur`,
  schedule: `${legacyBase}/FrScheduleAgregateur`,
  practitioner: `${legacyBase}/FrPractitionerAgregateur`,
  practitionerRole: `${legacyBase}/FrPractitionerRoleExerciceAgregateur`,
  location: `${legacyBase}/FrLocationAgregateur`,
  appointment: `${legacyBase}/FrAppointmentSAS`,
  regulator: `${guideBase}/FrPractitionerRegul`,
  cptsBundle: `${guideBase}/sas-cpts-bundle-aggregator`,
  cptsSlot: `${guideBase}/sas-cpts-slot-aggregator`,
  cptsHealthcareService: `${guideBase}/sas-cpts-healthcareservice-aggregator`,
  cptsOrganization: `${guideBase}/sas-cpts-organization-aggregator`,
  sosBundle: `${guideBase}/sas-sos-bundle-aggregator`,
  sosSlot: `${guideBase}/sas-sos-slot-aggregator`,
  sosSchedule: `${guideBase}/sas-sos-schedule-aggregator`,
  sosLocation: `${guideBase}/sas-sos-location-aggregator`,
  sosOrganization: `${guideBase}/sas-sos-organization-aggregator`,
  sosAppointment: `${guideBase}/sas-sos-appointment`,
} as const;

const profilesByType: ReadonlyMap<string, readonly string[]> = new Map([
  ['Slot', [sasProfile.slot, sasProfile.cptsSlot, sasProfile.sosSlot]],
  ['Schedule', [sasProfile.schedule, sasProfile.sosSchedule]],
  ['Practitioner', [sasProfile.practitioner]],
  ['PractitionerRole', [sasProfile.practitionerRole]],
  ['Location', [sasProfile.location, sasProfile.sosLocation]],
  ['Organization', [sasProfile.cptsOrganization, sasProfile.sosOrganization]],
  ['HealthcareService', [sasProfile.cptsHealthcareService]],
  ['Appointment', [sasProfile.appointment, sasProfile.sosAppointment]],
  ['Bundle', [sasProfile.bundle, sasProfile.cptsBundle, sasProfile.sosBundle]],
]);

/** The profiles that searches and bookings of the guide have for a resource of this type; none for most types of R4. */
export const profilesOf = (type: string): readonly string[] => profilesByType.get(type) ?? [];

/** Code systems and their codes that the guide's rules speak of. */
export const codeSystem = {
  /** Identifier types of people and structures: IDNPS, IDNST, INTRN. */
  identifierType: 'http://interopsante.org/fhir/CodeSystem/fr-v2-0203',
  /** Identifier types of places, and of SOS and CPTS organizations: INTRN, IDNST. */
  locationIdentifierType: 'http://interopsante.org/fhir/CodeSystem/fr-location-identifier-type',
  /** Visibility of a slot (`Slot.meta.security`): PUBLIC, PRO, SNP, CPTS. */
  slotVisibility: 'https://mos.esante.gouv.fr/NOS/TRE_R314-TypeCreneau/FHIR/TRE-R314-TypeCreneau',
  /** Category of establishment; 604 is a CPTS, 603 an MSP, 124 a CDS. */
  establishment: 'https://mos.esante.gouv.fr/NOS/TRE_R66-CategorieEtablissement/FHIR/TRE-R66-CategorieEtablissement',
  /** Ordinal speciality: SM54 general medicine … */
  speciality: 'https://mos.esante.gouv.fr/NOS/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale',
  /** Consultation type: AMB at the practice, HH at home, VR teleconsultation. */
  consultation: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  /** Appointment type: ROUTINE can be booked, WALKIN come without appointment. */
  appointmentType: 'http://terminology.hl7.org/CodeSystem/v2-0276',
} as const;

/** The code of `codeSystem.establishment` that says CPTS. */
export const cptsEstablishment = '604';

/** Extension canonicals. */
export const extensionUrl = {
  /** On a Slot.serviceType item: the HealthcareService of the CPTS that shares the slot. */
  slotServiceType: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Slot.serviceType',
  /** On an Appointment: the regulator who booked. */
  appointmentOperator: 'http://interopsante.org/fhir/StructureDefinition/FrAppointmentOperator',
  /** On an Appointment (guide 1.2.0): the category of the structure the patient is sent to. */
  orientationCategory: `${guideBase}/sas-categorie-orientation`,
  /** Ours, on a Schedule: `valueBoolean` true when the practitioner accepts appointments beyond his published slots. */
  surNumeraire: 'https://sas-interop.org/fhir/StructureDefinition/accepts-sur-numeraire',
} as const;

/** The visibility codes of the guide; a slot without any of them never leaves. */
export const visibilityCodes = ['PUBLIC', 'PRO', 'SNP', 'CPTS'] as const;
export type VisibilityCode = (typeof visibilityCodes)[number];
