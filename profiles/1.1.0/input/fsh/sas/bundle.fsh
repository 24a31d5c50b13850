Profile: BundleAgregateur
Parent: Bundle
Id: BundleAgregateur
Title: "Réponse à la recherche de créneaux des professionnels"
Description: "What a slot search for individual practitioners answers: slots, their agendas, practitioners and places of practice."
* insert Historic(BundleAgregateur)
* type = #searchset
* insert SlicedBy(entry, type, resource)
* entry contains
    FrSlotAgregateur 0..* and
    FrScheduleAgregateur 0..* and
    FrPractitionerAgregateur 0..* and
    FrPractitionerRoleExerciceAgregateur 0..*
* entry[FrSlotAgregateur].resource only FrSlotAgregateur
* entry[FrScheduleAgregateur].resource only FrScheduleAgregateur
* entry[FrPractitionerAgregateur].resource only FrPractitionerAgregateur
* entry[FrPractitionerRoleExerciceAgregateur].resource only FrPractitionerRoleExerciceAgregateur

// One sort of resource that the answer holds, each entry with its address.
RuleSet: AddressedEntry(slice, profile)
* entry[{slice}].fullUrl 1..
* entry[{slice}].resource only {profile}

RuleSet: WholeAnswer
* type = #searchset
* total 1..
* link 1..1
* insert SlicedBy(entry, profile, resource)
* entry 4..

Profile: BundleAgregateurCPTS
Parent: Bundle
Id: sas-cpts-bundle-aggregator
Title: "Réponse à la recherche de créneaux avec CPTS"
Description: "What a slot search with the CPTS includes answers: total, one self link, and at least a slot, an agenda, a practitioner and a place of practice."
* insert WholeAnswer
* entry contains
    slotAgregateurCPTS 1..* and
    scheduleAgregateurCPTS 1..* and
    practitionerAgregateur 1..* and
    practitionerRole 1..* and
    healthcareserviceCPTS 0..* and
    organizationAgregateurCPTS 0..*
* insert AddressedEntry(slotAgregateurCPTS, FrSlotAgregateurCPTS)
* insert AddressedEntry(scheduleAgregateurCPTS, FrScheduleAgregateur)
* insert AddressedEntry(practitionerAgregateur, FrPractitionerAgregateur)
* insert AddressedEntry(practitionerRole, FrPractitionerRoleExerciceAgregateur)
* insert AddressedEntry(healthcareserviceCPTS, FrHealthcareServiceAgregateurCPTS)
* insert AddressedEntry(organizationAgregateurCPTS, FrOrganizationAgregateurCPTS)

Profile: BundleAgregateurSOS
Parent: Bundle
Id: sas-sos-bundle-aggregator
Title: "Réponse à la recherche d'agendas SOS Médecins"
Description: "What a schedule search for SOS Médecins answers: total, one self link, and at least a slot, an agenda, a place and an association."
* insert WholeAnswer
* entry contains
    slotAgregateurSOS 1..* and
    scheduleAgregateurSOS 1..* and
    locationAgregateurSOS 1..* and
    organizationAgregateurSOS 1..*
* insert AddressedEntry(slotAgregateurSOS, FrSlotAgregateurSOS)
* insert AddressedEntry(scheduleAgregateurSOS, FrScheduleAgregateurSOS)
* insert AddressedEntry(locationAgregateurSOS, FrLocationAgregateurSOS)
* insert AddressedEntry(organizationAgregateurSOS, FrOrganizationAgregateurSOS)
