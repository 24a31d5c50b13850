CodeSystem: Fr_v2_0203
Id: fr-v2-0203
Title: "Types d'identifiant (extrait)"
Description: "French types of identifier; those that the guide names."
* insert FrCoreCodes(fr-v2-0203)
* insert Excerpt
* #IDNPS "Identifiant national de professionnel de santé"
* #IDNST "Identifiant national de structure"
* #INTRN "Identifiant interne"

CodeSystem: Fr_v2_3307
Id: fr-v2-3307
Title: "Types de structure (extrait)"
Description: "French types of organization; the guide names no code of it."
* insert FrCoreCodes(fr-v2-3307)
* insert Excerpt

CodeSystem: FrLocationIdentifierType
Id: fr-location-identifier-type
Title: "Types d'identifiant de lieu (extrait)"
Description: "French types of identifier of a place; those that the guide names."
* insert FrCoreCodes(fr-location-identifier-type)
* insert Excerpt
* #IDNST "Identifiant national de structure"
* #INTRN "Identifiant interne"

ValueSet: FrPractitionerSpecialty
Id: fr-practitioner-specialty
Title: "Spécialités d'un professionnel (extrait)"
Description: "Specialities registered by the orders."
* insert FrCoreSet(fr-practitioner-specialty)
* insert ExcerptSet
* include codes from system $tre-r38

ValueSet: FrPractitionerIdentifierType
Id: fr-practioner-identifier-type
Title: "Types d'identifiant d'un professionnel (extrait)"
Description: "How a professional is identified. The spelling of the id is the one that FR Core published."
* insert FrCoreSet(fr-practioner-identifier-type)
* insert ExcerptSet
* include codes from system $fr-v2-0203

ValueSet: FrPractitionerRoleExerciceCodes
Id: fr-practioner-role-exercice
Title: "Fonctions et genres d'activité (extrait)"
Description: "Roles in which a professional practises. The spelling of the id is the one that FR Core published."
* insert FrCoreSet(fr-practioner-role-exercice)
* insert ExcerptSet
* include codes from system https://mos.esante.gouv.fr/NOS/TRE_R21-Fonction/FHIR/TRE-R21-Fonction
* include codes from system https://mos.esante.gouv.fr/NOS/TRE_R22-GenreActivite/FHIR/TRE-R22-GenreActivite
* include codes from system https://mos.esante.gouv.fr/NOS/TRE_R23-ModeExercice/FHIR/TRE-R23-ModeExercice

ValueSet: FrOrganizationType
Id: fr-organization-type
Title: "Types de structure (extrait)"
Description: "French types of organization."
* insert FrCoreSet(fr-organization-type)
* insert ExcerptSet
* include codes from system $fr-v2-3307

ValueSet: FrOrganizationIdentifierType
Id: fr-organization-identifier-type
Title: "Types d'identifiant d'une structure (extrait)"
Description: "How an organization is identified."
* insert FrCoreSet(fr-organization-identifier-type)
* insert ExcerptSet
* include codes from system $fr-v2-0203

ValueSet: FrLocationIdentifierTypeCodes
Id: fr-location-identifier-type
Title: "Types d'identifiant d'un lieu (extrait)"
Description: "How a place is identified."
* insert FrCoreSet(fr-location-identifier-type)
* insert ExcerptSet
* include codes from system $fr-location-identifier-type

ValueSet: FrLocationType
Id: fr-location-type
Title: "Types de lieu (extrait)"
Description: "French types of place; the guide names no code of it."
* insert FrCoreSet(fr-location-type)
* insert ExcerptSet
* include codes from system http://interopsante.org/fhir/CodeSystem/fr-location-type

ValueSet: FrLocationPhysicalType
Id: fr-location-physical-type
Title: "Formes de lieu (extrait)"
Description: "French physical forms of a place; the guide names no code of it."
* insert FrCoreSet(fr-location-physical-type)
* insert ExcerptSet
* include codes from system http://interopsante.org/fhir/CodeSystem/fr-location-physical-type
