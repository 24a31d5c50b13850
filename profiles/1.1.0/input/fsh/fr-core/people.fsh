// FrPatient and FrRelatedPerson are only named as targets of references: no patient travels in the flows of the SAS,
// so their own rules in FR Core are left out.
Profile: FrPatient
Parent: Patient
Id: FrPatient
Title: "Patient français"
Description: "Stands for FR Core's patient as a target of references; adds no rule to Patient."
* insert FrCore(FrPatient)

Profile: FrRelatedPerson
Parent: RelatedPerson
Id: FrRelatedPerson
Title: "Proche français"
Description: "Stands for FR Core's related person as a target of references; adds no rule to RelatedPerson."
* insert FrCore(FrRelatedPerson)

// One diploma code system of the national registry, all bound to the same value set.
RuleSet: Degree(name, system)
* qualification.code.coding[{name}] from $jdv-j105 (required)
* qualification.code.coding[{name}].system = "{system}" (exactly)
// SUSHI makes a slice's discriminator mandatory; FR Core leaves it optional. A coding without system is in no slice anyway.
* qualification.code.coding[{name}].system ^min = 0

Profile: FrPractitioner
Parent: Practitioner
Id: FrPractitioner
Title: "Professionnel français"
Description: "A health professional with typed identifiers, a French name and diplomas told apart by their code system."
* insert FrCore(FrPractitioner)
* identifier.type 1..
* identifier.type from $vs-practitioner-identifier-type (extensible)
* identifier.system 1..
* identifier.value 1..
* name only FrHumanName
* telecom only FrContactPoint
* insert SpeltOutContact
* address only FrAddress
* qualification.code.coding ^slicing.discriminator.type = #value
* qualification.code.coding ^slicing.discriminator.path = "system"
* qualification.code.coding ^slicing.rules = #open
* qualification.code.coding contains
    degreeR36 0..* and
    degreeR47 0..* and
    degreeR48 0..* and
    degreeR49 0..* and
    degreeR50 0..* and
    degreeR51 0..* and
    degreeR52 0..* and
    degreeR53 0..* and
    degreeR54 0..* and
    degreeR55 0..* and
    degreeR56 0..* and
    degreeR57 0..* and
    degreeR58 0..* and
    degreeR226 0..*
* insert Degree(degreeR36, https://mos.esante.gouv.fr/NOS/TRE_R36-AutreDiplomeObtenu/FHIR/TRE-R36-AutreDiplomeObtenu)
* insert Degree(degreeR47, https://mos.esante.gouv.fr/NOS/TRE_R47-CommissionQualification/FHIR/TRE-R47-CommissionQualification)
* insert Degree(degreeR48, https://mos.esante.gouv.fr/NOS/TRE_R48-DiplomeEtatFrancais/FHIR/TRE-R48-DiplomeEtatFrancais)
* insert Degree(degreeR49, https://mos.esante.gouv.fr/NOS/TRE_R49-DiplomeEtudeSpecialisee/FHIR/TRE-R49-DiplomeEtudeSpecialisee)
* insert Degree(degreeR50, https://mos.esante.gouv.fr/NOS/TRE_R50-DESCGroupe1Diplome/FHIR/TRE-R50-DESCGroupe1Diplome)
* insert Degree(degreeR51, https://mos.esante.gouv.fr/NOS/TRE_R51-DESCGroupe2Diplome/FHIR/TRE-R51-DESCGroupe2Diplome)
* insert Degree(degreeR52, https://mos.esante.gouv.fr/NOS/TRE_R52-CapaciteDiplome/FHIR/TRE-R52-CapaciteDiplome)
* insert Degree(degreeR53, https://mos.esante.gouv.fr/NOS/TRE_R53-DiplomePaysEEE/FHIR/TRE-R53-DiplomePaysEEE)
* insert Degree(degreeR54, https://mos.esante.gouv.fr/NOS/TRE_R54-DiplomeUniversiteInterUniversitaire/FHIR/TRE-R54-DiplomeUniversiteInterUniversitare)
* insert Degree(degreeR55, https://mos.esante.gouv.fr/NOS/TRE_R55-CertificatEtudeSpeciale/FHIR/TRE-R55-CertificatEtudeSpeciale)
* insert Degree(degreeR56, https://mos.esante.gouv.fr/NOS/TRE_R56-Attestation/FHIR/TRE-R56-Attestation)
* insert Degree(degreeR57, https://mos.esante.gouv.fr/NOS/TRE_R57-DiplomeEuropeenEtudeSpecialisee/FHIR/TRE-R57-DiplomeEuropeenEtudeSpecialisee)
* insert Degree(degreeR58, https://mos.esante.gouv.fr/NOS/TRE_R58-AutreTypeDiplome/FHIR/TRE-R58-AutreTypeDiplome)
* insert Degree(degreeR226, https://mos.esante.gouv.fr/NOS/TRE_R226-Dip2iemeCycleNQ/FHIR/TRE-R226-Dip2iemeCycleNQ)

Profile: FrPractitionerRoleExercice
Parent: PractitionerRole
Id: FrPractitionerRoleExercice
Title: "Situation d'exercice"
Description: "A professional's practice at one place."
* insert FrCore(FrPractitionerRoleExercice)
* insert SpeltOutIdentifier
* extension contains FrServiceTypeDuration named serviceTypeDuration 0..*
* practitioner only Reference(FrPractitioner)
* organization only Reference(FrOrganization)
* code from $vs-role-exercice (required)
* specialty from $vs-practitioner-specialty (required)
* location only Reference(FrLocation)
* healthcareService only Reference(FrHealthcareService)
* telecom only FrContactPoint
