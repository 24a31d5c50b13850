// What both appointments ask: one identifier of the vendor's, a start and an end.
RuleSet: DeclaredAppointment
* identifier 1..1
* identifier.system 1..
* identifier.value 1..
* start 1..
* end 1..

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
Parent: FrAppointment
Id: FrAppointmentSAS
Title: "Rendez-vous déclaré au SAS"
Description: "An appointment with a practitioner, as the vendor declares it to the platform."
* insert Historic(FrAppointmentSAS)
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
* participant.status = #accepted

Profile: FrAppointmentSASSOS
Parent: FrAppointment
Id: sas-sos-appointment
Title: "Rendez-vous SOS Médecins déclaré au SAS"
Description: "An appointment at SOS Médecins, as the vendor declares it to the platform; the operator is its only extension."
* extension 1..1
* insert NamedOperator
* extension[appointmentOperator].valueReference.identifier.type.coding from TypeIdentifiantSAS (required)
* insert DeclaredAppointment
* participant.status from ParticipantStatusSASSOS (required)
