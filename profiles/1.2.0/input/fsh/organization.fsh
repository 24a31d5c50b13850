// Changed since 1.1.0: the code system of identifier.type.
Profile: FrOrganizationAgregateurCPTS
Parent: http://interopsante.org/fhir/StructureDefinition/FrOrganization
Id: sas-cpts-organization-aggregator
Title: "Structure CPTS"
Description: "A CPTS, identified by its FINESS number alone."
* identifier 1..1
* identifier.type = $fr-core-cs-v2-0203#IDNST
* identifier.system = "urn:oid:1.2.250.1.71.4.2.2"
* identifier obeys FINESS-invariant
* name MS
* telecom MS

Invariant: FINESS-invariant
Severity: #error
Description: "A FINESS is written as the digit 1 followed by 9 digits."
Expression: "value.matches('^1[0-9]{9}$')"

CodeSystem: FrCoreV20203
Id: fr-core-cs-v2-0203
Title: "Types d'identifiant (extrait)"
Description: "The types of identifier of FR Core 2; the one that the guide names."
* ^url = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203"
* ^experimental = true
* ^content = #fragment
* ^caseSensitive = true
* #IDNST "Identifiant national de structure"
