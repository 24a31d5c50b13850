Instance: ExampleSlotPSIndiv1
InstanceOf: FrSlotAgregateur
Description: "At the practice or by video, open to all, with a reason."
Usage: #example
* insert OpenTo(0, PUBLIC)
* serviceType[0] = $v3-ActCode#AMB
* serviceType[1] = $v3-ActCode#VR
* serviceType[2].text = "Consultation de suivi"
* specialty[0] = $tre-r38#SM54
* specialty[1] = $tre-r38#SM05
* insert BookedOnline(1)
* schedule = Reference(ExampleSchedule1)
* insert When(2026-11-23T09:00:00.000+01:00, 2026-11-23T09:30:00.000+01:00)

Instance: ExampleSlotPSIndiv2
InstanceOf: FrSlotAgregateur
Description: "Without appointment, for professionals alone."
Usage: #example
* insert OpenTo(0, PRO)
* serviceType[0] = $v3-ActCode#AMB
* serviceType[1].text = "Soins urgents"
* specialty = $tre-r38#SM54
* appointmentType = $v2-0276#WALKIN
* schedule = Reference(ExampleSchedule2)
* insert When(2026-11-23T11:00:00.000+01:00, 2026-11-23T11:30:00.000+01:00)

Instance: ExampleSlotPSIndiv3
InstanceOf: FrSlotAgregateur
Description: "By video, open to all and to professionals."
Usage: #example
* insert OpenTo(0, PUBLIC)
* insert OpenTo(1, PRO)
* serviceType[0] = $v3-ActCode#VR
* serviceType[1].text = "Consultation de suivi"
* serviceType[2].text = "Avis de pneumologie"
* specialty = $tre-r38#SM41
* insert BookedOnline(3)
* schedule = Reference(ExampleSchedule3)
* insert When(2026-11-24T14:20:00.000+01:00, 2026-11-24T14:40:00.000+01:00)

Instance: ExampleSlotPSIndiv4
InstanceOf: FrSlotAgregateur
Description: "At home, reserved to regulators, the speciality also in words."
Usage: #example
* insert OpenTo(0, SNP)
* serviceType = $v3-ActCode#HH
* specialty = $tre-r38#SM54
* specialty.text = "Médecine générale"
* insert BookedOnline(4)
* schedule = Reference(ExampleSchedule3)
* insert When(2026-11-24T14:40:00.000+01:00, 2026-11-24T15:00:00.000+01:00)

// One more item of serviceType for each CPTS.
RuleSet: SharedBy(index, service)
* serviceType[referencecpts][{index}] = $tre-r66#604
* serviceType[referencecpts][{index}].extension[sas-servicetype-r5].valueReference = Reference({service})

Instance: ExampleSlotCPTS1
InstanceOf: FrSlotAgregateurCPTS
Description: "A slot that one CPTS shares."
Usage: #example
* insert OpenTo(0, CPTS)
* serviceType[TypeConsultation] = $v3-ActCode#AMB
* insert SharedBy(0, ExampleHealthcareServiceCPTS1)
* specialty = $tre-r38#SM54
* insert BookedOnline(c1)
* schedule = Reference(ExampleSchedule)
* insert When(2026-11-23T16:20:00.000+01:00, 2026-11-23T16:40:00.000+01:00)

Instance: ExampleSlotCPTS2
InstanceOf: FrSlotAgregateurCPTS
Description: "A slot that two CPTS share, and that is open to all."
Usage: #example
* insert OpenTo(0, PUBLIC)
* insert OpenTo(1, CPTS)
* serviceType[TypeConsultation] = $v3-ActCode#AMB
* serviceType[TypeConsultation].text = "Consultation de suivi"
* insert SharedBy(0, ExampleHealthcareServiceCPTS1)
* insert SharedBy(1, ExampleHealthcareServiceCPTS2)
* specialty = $tre-r38#SM54
* insert BookedOnline(c2)
* schedule = Reference(ExampleSchedule)
* insert When(2026-11-23T16:40:00.000+01:00, 2026-11-23T17:00:00.000+01:00)
