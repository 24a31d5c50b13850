Instance: ExampleBundlePSIndiv
InstanceOf: BundleAgregateur
Description: "The answer to a search for two practitioners, one of them with two places."
Usage: #example
* total = 4
* insert SelfLink([[Slot?_include=Slot:schedule&_include:iterate=Schedule:actor&status=free&start=ge2026-11-23T08:00:00+01:00&start=le2026-11-26T08:00:00+01:00&schedule.actor:Practitioner.identifier=urn:oid:1.2.250.1.71.4.2.1%7C899900000029,urn:oid:1.2.250.1.71.4.2.1%7C899900000037]])
* insert Entry(FrSlotAgregateur, 0, Slot, ExampleSlotPSIndiv1, match)
* insert Entry(FrSlotAgregateur, 1, Slot, ExampleSlotPSIndiv2, match)
* insert Entry(FrSlotAgregateur, 2, Slot, ExampleSlotPSIndiv3, match)
* insert Entry(FrSlotAgregateur, 3, Slot, ExampleSlotPSIndiv4, match)
* insert Entry(FrScheduleAgregateur, 0, Schedule, ExampleSchedule1, include)
* insert Entry(FrScheduleAgregateur, 1, Schedule, ExampleSchedule2, include)
* insert Entry(FrScheduleAgregateur, 2, Schedule, ExampleSchedule3, include)
* insert Entry(FrPractitionerAgregateur, 0, Practitioner, ExamplePractitioner2, include)
* insert Entry(FrPractitionerAgregateur, 1, Practitioner, ExamplePractitioner3, include)
* insert Entry(FrPractitionerRoleExerciceAgregateur, 0, PractitionerRole, ExamplePractitionerRoleAgregateur2, include)
* insert Entry(FrPractitionerRoleExerciceAgregateur, 1, PractitionerRole, ExamplePractitionerRoleAgregateur3, include)
* insert Entry(FrPractitionerRoleExerciceAgregateur, 2, PractitionerRole, ExamplePractitionerRoleAgregateur4, include)

Instance: ExampleBundleCPTS
InstanceOf: BundleAgregateurCPTS
Description: "The answer to a search with the CPTS includes: one slot of one CPTS, one of two."
Usage: #example
* total = 2
* insert SelfLink([[Slot?_include=Slot:schedule&_include:iterate=Schedule:actor&_include=Slot:service-type-reference&_include:iterate=HealthcareService:organization&status=free&start=ge2026-11-23T16:00:00+01:00&start=le2026-11-23T18:00:00+01:00&schedule.actor:Practitioner.identifier=urn:oid:1.2.250.1.71.4.2.1%7C899900000011]])
* insert Entry(slotAgregateurCPTS, 0, Slot, ExampleSlotCPTS1, match)
* insert Entry(slotAgregateurCPTS, 1, Slot, ExampleSlotCPTS2, match)
* insert Entry(scheduleAgregateurCPTS, 0, Schedule, ExampleSchedule, include)
* insert Entry(practitionerAgregateur, 0, Practitioner, ExamplePractitioner, include)
* insert Entry(practitionerRole, 0, PractitionerRole, ExamplePractitionerRoleAgregateur, include)
* insert Entry(healthcareserviceCPTS, 0, HealthcareService, ExampleHealthcareServiceCPTS1, include)
* insert Entry(healthcareserviceCPTS, 1, HealthcareService, ExampleHealthcareServiceCPTS2, include)
* insert Entry(organizationAgregateurCPTS, 0, Organization, ExampleOrgaCPTS1, include)
* insert Entry(organizationAgregateurCPTS, 1, Organization, ExampleOrgaCPTS2, include)

Instance: ExampleBundleAgregateurSOS
InstanceOf: BundleAgregateurSOS
Description: "The answer to a search for two associations with three places."
Usage: #example
* total = 4
* insert SelfLink([[Schedule?_revinclude=Slot:schedule&_include=Schedule:actor:Location&_include:iterate=Location:organization&_has:Slot:schedule:start=ge2026-11-23T08:00:00+01:00&_has:Slot:schedule:start=le2026-11-29T08:00:00+01:00&_has:Slot:schedule:status=free&actor:Location.organization.identifier=urn:oid:1.2.250.1.71.4.2.2%7C399900000100014,urn:oid:1.2.250.1.71.4.2.2%7C399900000200012]])
* insert Entry(slotAgregateurSOS, 0, Slot, ExampleSlotSOS1, include)
* insert Entry(slotAgregateurSOS, 1, Slot, ExampleSlotSOS2, include)
* insert Entry(slotAgregateurSOS, 2, Slot, ExampleSlotSOS3, include)
* insert Entry(slotAgregateurSOS, 3, Slot, ExampleSlotSOS4, include)
* insert Entry(scheduleAgregateurSOS, 0, Schedule, ExampleScheduleSOS1, match)
* insert Entry(scheduleAgregateurSOS, 1, Schedule, ExampleScheduleSOS2, match)
* insert Entry(scheduleAgregateurSOS, 2, Schedule, ExampleScheduleSOS3, match)
* insert Entry(locationAgregateurSOS, 0, Location, ExampleLocationSOS1, include)
* insert Entry(locationAgregateurSOS, 1, Location, ExampleLocationSOS2, include)
* insert Entry(locationAgregateurSOS, 2, Location, ExampleLocationSOS3, include)
* insert Entry(organizationAgregateurSOS, 0, Organization, ExampleOrgaSOS1, include)
* insert Entry(organizationAgregateurSOS, 1, Organization, ExampleOrgaSOS2, include)
