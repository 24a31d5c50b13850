Profile: FrOrganization
Parent: Organization
Id: FrOrganization
Title: "Structure française"
Description: "An organization with typed identifiers; its types are told apart by their code system."
* insert FrCore(FrOrganization)
* extension contains
    FrOrganizationShortName named shortName 0..1 and
    FrOrganizationDescription named description 0..1 and
    $organization-period named usePeriod 0..1
* identifier.type 1..
* identifier.type from $vs-organization-identifier-type (extensible)
* identifier.system 1..
* identifier.value 1..
* type ^slicing.discriminator.type = #value
* type ^slicing.discriminator.path = "coding.system"
* type ^slicing.rules = #open
* type contains organizationType 0..1 and secteurActiviteRASS 0..1 and categorieEtablissementRASS 0..1
* type[organizationType] from $vs-organization-type (required)
* type[organizationType].coding 1..1
* type[organizationType].coding.system 1..
* type[organizationType].coding.system = $fr-v2-3307 (exactly)
* type[secteurActiviteRASS] from $jdv-j101 (required)
* type[secteurActiviteRASS].coding 1..1
* type[secteurActiviteRASS].coding.system 1..
* type[secteurActiviteRASS].coding.system = $tre-r02 (exactly)
* type[categorieEtablissementRASS] from $jdv-j129 (required)
* type[categorieEtablissementRASS].coding 1..1
* type[categorieEtablissementRASS].coding.system 1..
* type[categorieEtablissementRASS].coding.system = $tre-r66 (exactly)
* telecom only FrContactPoint
* address only FrAddress
* partOf only Reference(FrOrganization)
* partOf.type from $vs-organization-type (extensible)
* contact.telecom only FrContactPoint
* contact.address only FrAddress

Profile: FrLocation
Parent: Location
Id: FrLocation
Title: "Lieu français"
Description: "A place with at least one typed identifier and one type at most."
* insert FrCore(FrLocation)
* extension contains FrLocationUsePeriod named usePeriod 0..1
* identifier 1..
* identifier.type 1..
* identifier.type from $vs-location-identifier-type (extensible)
* identifier.system 1..
* identifier.value 1..
* identifier.assigner only Reference(FrOrganization)
* type ..1
* type from $vs-location-type (extensible)
* telecom only FrContactPoint
* address only FrAddress
* physicalType from $vs-location-physical-type (example)
* managingOrganization only Reference(FrOrganization)
* partOf only Reference(FrLocation)
* partOf.extension contains FrLocationPartOfPositionRoom named positionRoom 0..1

Profile: FrHealthcareService
Parent: HealthcareService
Id: FrHealthcareService
Title: "Service de soins français"
Description: "A service of one category, offered by a French organization."
* insert FrCore(FrHealthcareService)
* insert SpeltOutIdentifier
* extension contains FrServiceTypeDuration named serviceTypeDuration 0..*
* providedBy only Reference(FrOrganization)
* category ..1
* specialty from $vs-practitioner-specialty (required)
* location only Reference(FrLocation)
* telecom only FrContactPoint
* coverageArea only Reference(FrLocation)
