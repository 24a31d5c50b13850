Instance: ExampleHealthcareServiceCPTS1
InstanceOf: FrHealthcareServiceAgregateurCPTS
Description: "Through which the first CPTS shares slots."
Usage: #example
* providedBy = Reference(ExampleOrgaCPTS1)

Instance: ExampleHealthcareServiceCPTS2
InstanceOf: FrHealthcareServiceAgregateurCPTS
Description: "Through which the second CPTS shares slots."
Usage: #example
* providedBy = Reference(ExampleOrgaCPTS2)

Instance: ExampleOrgaCPTS1
InstanceOf: FrOrganizationAgregateurCPTS
Description: "A CPTS."
Usage: #example
* identifier.value = "1990000112"
* name = "CPTS des Deux Rives"
* insert Phone(+33199000112)

Instance: ExampleOrgaCPTS2
InstanceOf: FrOrganizationAgregateurCPTS
Description: "Another CPTS."
Usage: #example
* identifier.value = "1990000120"
* name = "CPTS du Val Fleuri"
* insert Phone(+33199000120)
