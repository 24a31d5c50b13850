Profile: FrSchedule
Parent: Schedule
Id: FrSchedule
Title: "Agenda français"
Description: "An agenda of one category; types of service stand in the duration extension instead of serviceType."
* insert FrCore(FrSchedule)
* insert SpeltOutIdentifier
* extension contains
    FrServiceTypeDuration named serviceTypeDuration 0..* and
    FrScheduleAvailabiltyTime named availabilityTime 0..*
* serviceCategory ..1
* serviceType 0..0
* specialty from $vs-practitioner-specialty (required)
* actor only Reference(Device or PractitionerRole or FrRelatedPerson or FrHealthcareService or FrLocation or FrPatient or FrPractitioner)

Profile: FrSlot
Parent: Slot
Id: FrSlot
Title: "Créneau français"
Description: "A slot of one category on a French agenda."
* insert FrCore(FrSlot)
* insert SpeltOutIdentifier
* serviceCategory ..1
* specialty from $vs-practitioner-specialty (required)
* schedule only Reference(FrSchedule)

Profile: FrAppointment
Parent: Appointment
Id: FrAppointment
Title: "Rendez-vous français"
Description: "An appointment that may name who made it."
* insert FrCore(FrAppointment)
* extension contains FrAppointmentOperator named appointmentOperator 0..1
* specialty from $vs-practitioner-specialty (required)
* slot only Reference(FrSlot)
* participant.actor only Reference(Device or PractitionerRole or FrRelatedPerson or FrHealthcareService or FrPractitioner or FrPatient or FrLocation)
