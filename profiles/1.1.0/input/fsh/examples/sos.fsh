Instance: ExampleOrgaSOS1
InstanceOf: FrOrganizationAgregateurSOS
Description: "An association with two places."
Usage: #example
* identifier.value = "399900000100014"
* name = "SOS Médecins Ville-Haute"

Instance: ExampleOrgaSOS2
InstanceOf: FrOrganizationAgregateurSOS
Description: "An association with one place."
Usage: #example
* identifier.value = "399900000200012"
* name = "SOS Médecins Port-Neuf"

RuleSet: Open(opening, closing)
* hoursOfOperation.openingTime = "{opening}"
* hoursOfOperation.closingTime = "{closing}"

Instance: ExampleLocationSOS1
InstanceOf: FrLocationAgregateurSOS
Description: "The first place of an association with two."
Usage: #example
* insert VendorLocation(sos-1)
* name = "Point fixe Ville-Haute Nord"
* insert Phone(+33199000101)
* insert Address(8 boulevard du Nord, Rennes, 35700)
* managingOrganization = Reference(ExampleOrgaSOS1)
* hoursOfOperation.daysOfWeek[0] = #mon
* hoursOfOperation.daysOfWeek[1] = #wed
* hoursOfOperation.daysOfWeek[2] = #fri
* insert Open(08:00:00, 19:00:00)

Instance: ExampleLocationSOS2
InstanceOf: FrLocationAgregateurSOS
Description: "The second place."
Usage: #example
* insert VendorLocation(sos-2)
* name = "Point fixe Ville-Haute Sud"
* insert Phone(+33199000102)
* insert Address(21 rue du Midi, Rennes, 35000)
* managingOrganization = Reference(ExampleOrgaSOS1)
* hoursOfOperation.daysOfWeek[0] = #tue
* hoursOfOperation.daysOfWeek[1] = #thu
* insert Open(09:00:00, 21:00:00)

Instance: ExampleLocationSOS3
InstanceOf: FrLocationAgregateurSOS
Description: "The place of an association with one."
Usage: #example
* insert VendorLocation(sos-3)
* name = "Point fixe Port-Neuf"
* insert Phone(+33199000103)
* insert Address(5 quai Neuf, Lorient, 56100)
* managingOrganization = Reference(ExampleOrgaSOS2)
* hoursOfOperation.daysOfWeek[0] = #sat
* hoursOfOperation.daysOfWeek[1] = #sun
* insert Open(10:00:00, 22:00:00)

Instance: ExampleScheduleSOS1
InstanceOf: FrScheduleAgregateurSOS
Description: "The agenda of the first place."
Usage: #example
* actor = Reference(ExampleLocationSOS1)

Instance: ExampleScheduleSOS2
InstanceOf: FrScheduleAgregateurSOS
Description: "The agenda of the second place."
Usage: #example
* actor = Reference(ExampleLocationSOS2)

Instance: ExampleScheduleSOS3
InstanceOf: FrScheduleAgregateurSOS
Description: "The agenda of the third place."
Usage: #example
* actor = Reference(ExampleLocationSOS3)

Instance: ExampleSlotSOS1
InstanceOf: FrSlotAgregateurSOS
Description: "At the place or by video, open to all and to regulators."
Usage: #example
* insert OpenTo(0, PUBLIC)
* insert OpenTo(1, SNP)
* serviceType[0] = $v3-ActCode#AMB
* serviceType[1] = $v3-ActCode#VR
* insert BookedOnline(s1)
* schedule = Reference(ExampleScheduleSOS1)
* insert When(2026-11-23T09:00:00.000+01:00, 2026-11-23T09:30:00.000+01:00)

Instance: ExampleSlotSOS2
InstanceOf: FrSlotAgregateurSOS
Description: "Open to all."
Usage: #example
* insert OpenTo(0, PUBLIC)
* serviceType = $v3-ActCode#AMB
* insert BookedOnline(s2)
* schedule = Reference(ExampleScheduleSOS2)
* insert When(2026-11-24T11:00:00.000+01:00, 2026-11-24T11:30:00.000+01:00)

Instance: ExampleSlotSOS3
InstanceOf: FrSlotAgregateurSOS
Description: "By video, reserved to regulators."
Usage: #example
* insert OpenTo(0, SNP)
* serviceType = $v3-ActCode#VR
* insert BookedOnline(s3)
* schedule = Reference(ExampleScheduleSOS3)
* insert When(2026-11-28T14:20:00.000+01:00, 2026-11-28T14:40:00.000+01:00)

Instance: ExampleSlotSOS4
InstanceOf: FrSlotAgregateurSOS
Description: "Without appointment, so without a page to book it."
Usage: #example
* insert OpenTo(0, PUBLIC)
* serviceType = $v3-ActCode#AMB
* appointmentType = $v2-0276#WALKIN
* schedule = Reference(ExampleScheduleSOS3)
* insert When(2026-11-28T14:40:00.000+01:00, 2026-11-28T15:00:00.000+01:00)
