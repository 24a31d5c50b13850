Profile: FrLocationAgregateur
Parent: FrLocation
Id: FrLocationAgregateur
Title: "Lieu de consultation d'un professionnel"
Description: "The place of practice, with an address of one line, a city and a postal code."
* insert Historic(FrLocationAgregateur)
* address 1..
* address.line 1..1
* address.city 1..
* address.postalCode 1..
// The guide states a strength without a value set for these three.
* address.line ^binding.strength = #extensible
* address.line ^binding.description = "Voie"
* address.city ^binding.strength = #extensible
* address.city ^binding.description = "Ville"
* address.postalCode ^binding.strength = #extensible
* address.postalCode ^binding.description = "Code postal"

Profile: FrLocationAgregateurSOS
Parent: FrLocation
Id: sas-sos-location-aggregator
Title: "Point fixe de garde SOS Médecins"
Description: "A fixed consultation place of SOS Médecins, with its name, its address and the association that runs it."
* identifier.type = $fr-location-identifier-type#INTRN
* name 1..
* address 1..
* address.line 1..1
* address.city 1..
* address.postalCode 1..
* address.postalCode ^maxLength = 5
* managingOrganization 1..
* managingOrganization only Reference(FrOrganizationAgregateurSOS)
* managingOrganization.reference 1..

Profile: FrHealthcareServiceAgregateurCPTS
Parent: FrHealthcareService
Id: sas-cpts-healthcareservice-aggregator
Title: "Service par lequel une CPTS partage des créneaux"
Description: "Links a shared slot to the CPTS that shares it."
* id 1.. MS
* providedBy 1.. MS
* providedBy only Reference(FrOrganizationAgregateurCPTS)

Profile: FrOrganizationAgregateurCPTS
Parent: FrOrganization
Id: sas-cpts-organization-aggregator
Title: "Structure CPTS"
Description: "A CPTS, identified by its FINESS number alone."
* insert NationalStructureIdentifier
* identifier obeys FINESS-invariant
* name MS
* telecom MS

Profile: FrOrganizationAgregateurSOS
Parent: FrOrganization
Id: sas-sos-organization-aggregator
Title: "Association SOS Médecins"
Description: "An association of SOS Médecins, identified by its SIRET number alone."
* insert NationalStructureIdentifier
* identifier obeys SIRET-invariant

Invariant: FINESS-invariant
Severity: #error
Description: "A FINESS is written as the digit 1 followed by 9 digits."
Expression: "value.matches('^1[0-9]{9}$')"

Invariant: SIRET-invariant
Severity: #error
Description: "A SIRET is written as the digit 3 followed by 14 digits."
Expression: "value.matches('^3[0-9]{14}$')"
