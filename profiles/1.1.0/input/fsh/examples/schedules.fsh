RuleSet: OnePractice(practitioner, role)
* actor[0] = Reference({practitioner})
* actor[1] = Reference({role})

Instance: ExampleSchedule
InstanceOf: FrScheduleAgregateur
Description: "The agenda of the practitioner who shares slots with CPTS."
Usage: #example
* insert OnePractice(ExamplePractitioner, ExamplePractitionerRoleAgregateur)

Instance: ExampleSchedule1
InstanceOf: FrScheduleAgregateur
Description: "The agenda of the first place of a practitioner with two."
Usage: #example
* insert OnePractice(ExamplePractitioner2, ExamplePractitionerRoleAgregateur2)

Instance: ExampleSchedule2
InstanceOf: FrScheduleAgregateur
Description: "The agenda of the second place."
Usage: #example
* insert OnePractice(ExamplePractitioner2, ExamplePractitionerRoleAgregateur3)

Instance: ExampleSchedule3
InstanceOf: FrScheduleAgregateur
Description: "The agenda of a practitioner with one place."
Usage: #example
* insert OnePractice(ExamplePractitioner3, ExamplePractitionerRoleAgregateur4)
