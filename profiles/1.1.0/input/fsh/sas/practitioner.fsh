Profile: FrPractitionerAgregateur
Parent: FrPractitioner
Id: FrPractitionerAgregateur
Title: "Professionnel effecteur de soins"
Description: "A practitioner who sees patients, known by the national identifier alone."
* insert Historic(FrPractitionerAgregateur)
* identifier 1..
* insert NationalPractitionerIdentifier(identifier)
* identifier.type.coding ..1
// The guide states a strength without a value set for these two.
* name.family ^binding.strength = #preferred
* name.family ^binding.description = "Nom d'exercice"
* name.given ^binding.strength = #preferred
* name.given ^binding.description = "Prénom"

Profile: FrPractitionerRegul
Parent: FrPractitioner
Id: FrPractitionerRegul
Title: "Compte régulateur"
Description: "A regulator's account, identified by the national identifier or by the one that the SAS gives."
* meta.source = "urn:oid:1.2.250.1.213.3.6"
* identifier 1..
* insert SlicedBy(identifier, value, system)
* identifier contains IdentifiantNatPS 0..1 and IdentifiantInterne 0..1
* insert NationalPractitionerIdentifier(identifier[IdentifiantNatPS])
* identifier[IdentifiantInterne].type = $fr-v2-0203#INTRN
* identifier[IdentifiantInterne].system = "urn:oid:1.2.250.1.213.3.6"
* active 1..
* name.family 1..
* name.given 1..1
* telecom.system = #email

Profile: FrPractitionerRoleExerciceAgregateur
Parent: FrPractitionerRoleExercice
Id: FrPractitionerRoleExerciceAgregateur
Title: "Situation d'exercice d'un professionnel"
Description: "A practitioner at one place, which the resource contains, within a structure that it names by identifier."
* insert Historic(FrPractitionerRoleExerciceAgregateur)
* contained 1..
* practitioner only Reference(FrPractitionerAgregateur)
* practitioner ^type.aggregation[0] = #referenced
* practitioner ^type.aggregation[1] = #bundled
* organization.identifier ^short = "Identifiant national de la structure"
* organization.identifier.type = $fr-v2-0203#IDNST
* organization.identifier.system = "urn:oid:1.2.250.1.71.4.2.2"
* location 1..1
* location only Reference(FrLocationAgregateur)
* location ^type.aggregation = #contained
