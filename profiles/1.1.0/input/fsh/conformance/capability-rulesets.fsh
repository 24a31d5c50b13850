// What every statement of the guide says of itself.
RuleSet: Requirements(id, name)
* url = "https://interop.esante.gouv.fr/ig/fhir/sas/CapabilityStatement/{id}"
* version = "1.1.0"
* name = "{name}"
* status = #draft
* experimental = false
* date = "2024-10-01"
* kind = #requirements
* fhirVersion = #4.0.1
* format = #application/fhir+json
* implementationGuide = "https://interop.esante.gouv.fr/ig/fhir/sas"

RuleSet: Secured
* rest.security.cors = false
* rest.security.description = "Mutual TLS with certificates of IGC-Santé."

// A type that can be read and searched; its search parameters follow.
RuleSet: Searched(type, profile)
* rest.resource[+].type = #{type}
* rest.resource[=].profile = "{profile}"
* rest.resource[=].interaction[0].code = #read
* rest.resource[=].interaction[1].code = #search-type

// A type that is created, and updated by its identifier, which creates when nothing matches.
RuleSet: Declared(type, profile)
* rest.resource[+].type = #{type}
* rest.resource[=].profile = "{profile}"
* rest.resource[=].interaction[0].code = #create
* rest.resource[=].interaction[1].code = #update
* rest.resource[=].updateCreate = true
* rest.resource[=].conditionalUpdate = true
* insert By(identifier, token, http://hl7.org/fhir/SearchParameter/{type}-identifier)

RuleSet: By(name, type, definition)
* rest.resource[=].searchParam[+].name = "{name}"
* rest.resource[=].searchParam[=].type = #{type}
* rest.resource[=].searchParam[=].definition = "{definition}"

RuleSet: BySlotStart
* insert By(SPDateDebutSlot, date, https://interop.esante.gouv.fr/ig/fhir/sas/SearchParameter/slot-sp-start)

RuleSet: ByScheduleActor
* insert By(SearchSchedule-actor, reference, http://hl7.org/fhir/SearchParameter/Schedule-actor)

RuleSet: AgendaAndPractitioner
* insert Searched(Schedule, http://sas.fr/fhir/StructureDefinition/FrScheduleAgregateur)
* insert ByScheduleActor
* insert Searched(Practitioner, http://sas.fr/fhir/StructureDefinition/FrPractitionerAgregateur)
* insert By(Practitioner-identifier, token, http://hl7.org/fhir/SearchParameter/Practitioner-identifier)

RuleSet: SlotSearchOfPractitioners
* insert Searched(Slot, http://sas.fr/fhir/StructureDefinition/FrSlotAgregateur)
* rest.resource[=].searchInclude[0] = "Slot:schedule"
* rest.resource[=].searchInclude[1] = "Schedule:actor"
* insert BySlotStart
* insert AgendaAndPractitioner

RuleSet: SlotSearchWithCPTS
* insert Searched(Slot, https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-cpts-slot-aggregator)
* rest.resource[=].searchInclude[0] = "Slot:schedule"
* rest.resource[=].searchInclude[1] = "Schedule:actor"
* rest.resource[=].searchInclude[2] = "Slot:service-type-reference"
* rest.resource[=].searchInclude[3] = "HealthcareService:organization"
* insert BySlotStart
* insert AgendaAndPractitioner

RuleSet: ScheduleSearchOfSOS
* insert Searched(Schedule, https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-sos-schedule-aggregator)
* rest.resource[=].searchInclude[0] = "Schedule:actor:Location"
* rest.resource[=].searchInclude[1] = "Location:organization"
* rest.resource[=].searchRevInclude = "Slot:schedule"
* insert By(_has, special, http://hl7.org/fhir/SearchParameter/Resource-has)
* insert ByScheduleActor
* insert Searched(Slot, https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-sos-slot-aggregator)
* insert BySlotStart
* insert Searched(Location, https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-sos-location-aggregator)
* insert By(Location-organization, reference, http://hl7.org/fhir/SearchParameter/Location-organization)
* insert Searched(Organization, https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-sos-organization-aggregator)
* insert By(Organization-identifier, token, http://hl7.org/fhir/SearchParameter/Organization-identifier)
