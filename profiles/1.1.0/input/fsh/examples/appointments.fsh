RuleSet: BookedBy(type, system, value)
* extension[appointmentOperator].valueReference.identifier.type = $fr-v2-0203#{type}
* extension[appointmentOperator].valueReference.identifier.system = "{system}"
* extension[appointmentOperator].valueReference.identifier.value = "{value}"

RuleSet: DeclaredAs(value)
* identifier.system = "urn:oid:2.25.270231512345678901234567890"
* identifier.value = "{value}"
* created = "2026-11-23T08:42:10+01:00"

RuleSet: WithPractitioner(value)
* participant.actor.identifier.type = $fr-v2-0203#IDNPS
* participant.actor.identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* participant.actor.identifier.value = "{value}"
* participant.status = #accepted

Instance: ExampleAppointmentBooked
InstanceOf: FrAppointmentSAS
Description: "An appointment just booked by a regulator with a national identifier."
Usage: #example
* insert BookedBy(IDNPS, urn:oid:1.2.250.1.71.4.2.1, 3990000011/00000042)
* insert DeclaredAs(0d0f6c1c-7a0e-4a5c-8a44-2b6f3d1e9a01)
* status = #booked
* insert When(2026-11-23T09:00:00.000+01:00, 2026-11-23T09:30:00.000+01:00)
* insert WithPractitioner(899900000029)

Instance: ExampleAppointmentCancelled
InstanceOf: FrAppointmentSAS
Description: "The same appointment, cancelled."
Usage: #example
* insert BookedBy(IDNPS, urn:oid:1.2.250.1.71.4.2.1, 3990000011/00000042)
* insert DeclaredAs(0d0f6c1c-7a0e-4a5c-8a44-2b6f3d1e9a01)
* status = #cancelled
* insert When(2026-11-23T09:00:00.000+01:00, 2026-11-23T09:30:00.000+01:00)
* insert WithPractitioner(899900000029)

Instance: ExampleAppointmentSOS
InstanceOf: FrAppointmentSASSOS
Description: "An appointment at SOS Médecins, booked by a regulator known to the SAS alone."
Usage: #example
* insert BookedBy(INTRN, urn:oid:1.2.250.1.213.3.6, 5f0c2a8e-6a55-4d0e-9f6b-1f6a5d9b7c21)
* insert DeclaredAs(c6a8a0f2-52a9-4d6e-8a39-76e1f9d2b702)
* status = #booked
* insert When(2026-11-24T11:00:00.000+01:00, 2026-11-24T11:30:00.000+01:00)
* insert WithPractitioner(899900000037)
