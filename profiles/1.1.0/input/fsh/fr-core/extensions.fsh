Extension: FrAppointmentOperator
Id: FrAppointmentOperator
Title: "Opérateur de la prise de rendez-vous"
Description: "Who made the appointment: here the regulator of the SAS."
* insert FrCore(FrAppointmentOperator)
* insert Context(Appointment)
* extension 0..0
* value[x] only Reference
* value[x] ^slicing.discriminator.type = #type
* value[x] ^slicing.discriminator.path = "$this"
* value[x] ^slicing.ordered = false
* value[x] ^slicing.rules = #closed
* value[x] contains valueReference 0..1
* value[x][valueReference] only Reference(FrOrganization or FrPractitioner or FrPatient or RelatedPerson)

Extension: FrServiceTypeDuration
Id: FrServiceTypeDuration
Title: "Durée par type de service"
Description: "How long one type of service takes by default."
* insert FrCore(FrServiceTypeDuration)
* insert Context(Schedule)
* insert AlsoContext(PractitionerRole)
* insert AlsoContext(HealthcareService)
* extension contains serviceType 0..1 and duration 0..1
* extension[serviceType].value[x] only CodeableConcept
* extension[duration].value[x] only Duration

Extension: FrScheduleAvailabiltyTime
Id: FrScheduleAvailabiltyTime
Title: "Plages de disponibilité de l'agenda"
Description: "When an agenda is open. The spelling of the name is the one that FR Core published."
* insert FrCore(FrScheduleAvailabiltyTime)
* insert Context(Schedule)
* extension 0..0
* value[x] only Timing

Extension: FrLocationUsePeriod
Id: FrLocationUsePeriod
Title: "Période d'utilisation du lieu"
Description: "The period in which a location is or was in use."
* insert FrCore(FrLocationUsePeriod)
* insert Context(Location)
* extension 0..0
* value[x] only Period

Extension: FrLocationPartOfPositionRoom
Id: FrLocationPartOfPositionRoom
Title: "Position du lit dans la chambre"
Description: "Where a place stands within the room that holds it."
* insert FrCore(FrLocationPartOfPositionRoom)
* insert Context(Location.partOf)
* extension 0..0
* value[x] only CodeableConcept

Extension: FrAddressInseeCode
Id: FrAddressInseeCode
Title: "Code INSEE de la commune"
Description: "The INSEE code of an address's municipality."
* insert FrCore(FrAddressInseeCode)
* insert Context(Address)
* extension 0..0
* value[x] only Coding

Extension: FrOrganizationShortName
Id: FrOrganizationShortName
Title: "Nom court de la structure"
Description: "A short name of an organization."
* insert FrCore(FrOrganizationShortName)
* insert Context(Organization)
* extension 0..0
* value[x] only string

Extension: FrOrganizationDescription
Id: FrOrganizationDescription
Title: "Description de la structure"
Description: "A free description of an organization."
* insert FrCore(FrOrganizationDescription)
* insert Context(Organization)
* extension 0..0
* value[x] only string

Extension: FrContactPointEmailType
Id: FrContactPointEmailType
Title: "Type de messagerie"
Description: "Which kind of mail box an e-mail address belongs to."
* insert FrCore(FrContactPointEmailType)
* insert Context(ContactPoint)
* extension 0..0
* value[x] only CodeableConcept
