Alias: $fr-v2-0203 = http://interopsante.org/fhir/CodeSystem/fr-v2-0203
Alias: $fr-core-cs-v2-0203 = https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203
Alias: $typeidentifiant = https://interop.esante.gouv.fr/ig/fhir/sas/ValueSet/sas-valueset-typeidentifiant
