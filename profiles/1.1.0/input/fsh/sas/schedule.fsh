Profile: FrScheduleAgregateur
Parent: FrSchedule
Id: FrScheduleAgregateur
Title: "Agenda d'un professionnel"
Description: "The agenda of one practitioner at one place of practice."
* insert Historic(FrScheduleAgregateur)
* actor only Reference(Device or PractitionerRole or FrRelatedPerson or FrHealthcareService or FrLocation or FrPatient or FrPractitioner)
* actor ^type.aggregation[0] = #referenced
* actor ^type.aggregation[1] = #bundled

Profile: FrScheduleAgregateurSOS
Parent: FrSchedule
Id: sas-sos-schedule-aggregator
Title: "Agenda SOS Médecins"
Description: "The agenda of one fixed consultation place of SOS Médecins."
* actor only Reference(FrLocation)
* actor.reference 1..
