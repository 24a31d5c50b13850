// Changed since 1.1.0: participant.status of both appointments, created is must-support.

// What both appointments ask: one identifier of the vendor's, a start and an end, and the answer of who takes part.
RuleSet: DeclaredAppointment
* identifier 1..1
* identifier.system 1..
* identifier.value 1..
* start 1..
* end 1..
* created MS
* participant.status from ParticipantStatusSAS (required)

// The regulator who booked, told by identifier.
RuleSet: NamedOperator
* extension[appointmentOperator] 1..
* extension[appointmentOperator].value[x] only Reference
* extension[appointmentOperator].valueReference.identifier.type 1..
* extension[appointmentOperator].valueReference.identifier.type.coding 1..1
* extension[appointmentOperator].valueReference.identifier.type.coding.code 1..
* extension[appointmentOperator].valueReference.identifier.system 1..
* extension[appointmentOperator].valueReference.identifier.value 1..

Profile: FrAppointmentSAS
Parent: http://interopsante.org/fhir/StructureDefinition/FrAppointment
Id: FrAppointmentSAS
Title: "Rendez-vous déclaré au SAS"
Description: "An appointment with a practitioner, as the vendor declares it to the platform."
* ^url = "http://sas.fr/fhir/StructureDefinition/FrAppointmentSAS"
* extension 1..
* insert NamedOperator
* extension[appointmentOperator].value[x] 1..
* extension[appointmentOperator].valueReference 1..
* extension[appointmentOperator].valueReference.identifier 1..
* extension[appointmentOperator].valueReference.identifier.type.coding.system = $fr-v2-0203
* insert DeclaredAppointment
* participant.actor.identifier.type 1..
* participant.actor.identifier.type.coding 1..1
* participant.actor.identifier.type.coding = $fr-v2-0203#IDNPS
* participant.actor.identifier.system 1..
* participant.actor.identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* participant.actor.identifier.value 1..

Profile: FrAppointmentSASSOS
Parent: http://interopsante.org/fhir/StructureDefinition/FrAppointment
Id: sas-sos-appointment
Title: "Rendez-vous SOS Médecins déclaré au SAS"
Description: "An appointment at SOS Médecins, as the vendor declares it to the platform; the operator is its only extension."
* extension 1..1
* insert NamedOperator
* extension[appointmentOperator].valueReference.identifier.type.coding from $typeidentifiant (required)
* insert DeclaredAppointment

ValueSet: ParticipantStatusSAS
Id: sas-valueset-participant-status
Title: "Réponse du participant"
Description: "Whether the practitioner accepted the appointment or has still to answer."
* http://hl7.org/fhir/participationstatus#accepted "Accepté par le professionnel"
* http://hl7.org/fhir/participationstatus#needs-action "En attente de réponse du professionnel"
