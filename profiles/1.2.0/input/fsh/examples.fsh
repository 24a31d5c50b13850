Instance: ExampleAppointmentPending
InstanceOf: FrAppointmentSAS
Description: "An appointment that the practitioner of a market place has still to accept."
Usage: #example
* meta.profile = "http://sas.fr/fhir/StructureDefinition/FrAppointmentSAS|1.2.0"
* extension[appointmentOperator].valueReference.identifier.type = $fr-v2-0203#IDNPS
* extension[appointmentOperator].valueReference.identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* extension[appointmentOperator].valueReference.identifier.value = "3990000011/00000042"
* extension[1].url = "https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-categorie-orientation"
* extension[1].valueCodeableConcept = https://interop.esante.gouv.fr/ig/fhir/sas/CodeSystem/categorie-orientation-sas-codesystem#002
* identifier.system = "urn:oid:2.25.270231512345678901234567890"
* identifier.value = "3a1d7f0e-93b4-4c56-9c0f-6a2f8e4b5d03"
* status = #pending
* start = "2026-11-23T18:00:00.000+01:00"
* end = "2026-11-23T18:20:00.000+01:00"
* created = "2026-11-23T08:50:00+01:00"
* participant.actor.identifier.type = $fr-v2-0203#IDNPS
* participant.actor.identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* participant.actor.identifier.value = "899900000011"
* participant.status = #needs-action

Instance: ExampleOrgaCPTS
InstanceOf: FrOrganizationAgregateurCPTS
Description: "A CPTS."
Usage: #example
* meta.profile = "https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-cpts-organization-aggregator|1.2.0"
* identifier.value = "1990000112"
* name = "CPTS des Deux Rives"
* telecom.system = #phone
* telecom.value = "+33199000112"
