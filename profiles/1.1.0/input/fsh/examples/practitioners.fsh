Instance: ExamplePractitioner
InstanceOf: FrPractitionerAgregateur
Description: "A practitioner with one place, who shares slots with CPTS."
Usage: #example
* insert NationalId(899900000011)
* insert Named(Aubrac, Lucie)

Instance: ExamplePractitioner2
InstanceOf: FrPractitionerAgregateur
Description: "A practitioner with two places."
Usage: #example
* insert NationalId(899900000029)
* insert Named(Belcour, Émile)

Instance: ExamplePractitioner3
InstanceOf: FrPractitionerAgregateur
Description: "A practitioner with one place."
Usage: #example
* insert NationalId(899900000037)
* insert Named(Cadoret, Nolwenn)

Instance: ExamplePractitionerRegul1
InstanceOf: FrPractitionerRegul
Description: "A regulator's account, by a national identifier of another form."
Usage: #example
* insert NationalId(3990000011/00000042)
* insert Account(true, Delmas, Inès, ines.delmas@samu.example)

Instance: ExamplePractitionerRegul2
InstanceOf: FrPractitionerRegul
Description: "A regulator's account, by the identifier that the SAS gives."
Usage: #example
* identifier.type = $fr-v2-0203#INTRN
* identifier.system = "urn:oid:1.2.250.1.213.3.6"
* identifier.value = "5f0c2a8e-6a55-4d0e-9f6b-1f6a5d9b7c21"
* insert Account(true, Esnault, Marc, marc.esnault@samu.example)

Instance: ExamplePractitionerRegul3
InstanceOf: FrPractitionerRegul
Description: "The same account, withdrawn."
Usage: #example
* identifier.type = $fr-v2-0203#INTRN
* identifier.system = "urn:oid:1.2.250.1.213.3.6"
* identifier.value = "5f0c2a8e-6a55-4d0e-9f6b-1f6a5d9b7c21"
* insert Account(false, Esnault, Marc, marc.esnault@samu.example)

RuleSet: Account(active, family, given, email)
* meta.source = "urn:oid:1.2.250.1.213.3.6"
* active = {active}
* insert Named({family}, {given})
* telecom.system = #email
* telecom.value = "{email}"

// One practice at one place, which the resource contains.
RuleSet: Practice(practitioner, structure, location)
* contained = {location}
* practitioner = Reference({practitioner})
* organization.identifier.type = $fr-v2-0203#IDNST
* organization.identifier.system = "urn:oid:1.2.250.1.71.4.2.2"
* organization.identifier.value = "{structure}"
* location = Reference({location})

Instance: ExamplePractitionerRoleAgregateur
InstanceOf: FrPractitionerRoleExerciceAgregateur
Description: "A practice within a structure known by its RPPS rank."
Usage: #example
* insert Practice(ExamplePractitioner, 489990000001101, ExampleLocation)
* insert Phone(+33199000011)

Instance: ExamplePractitionerRoleAgregateur2
InstanceOf: FrPractitionerRoleExerciceAgregateur
Description: "The first practice of a practitioner with two places, within a structure known by its FINESS."
Usage: #example
* insert Practice(ExamplePractitioner2, 1990000021, ExampleLocation2)

Instance: ExamplePractitionerRoleAgregateur3
InstanceOf: FrPractitionerRoleExerciceAgregateur
Description: "The second practice of the same practitioner."
Usage: #example
* insert Practice(ExamplePractitioner2, 1990000039, ExampleLocation3)

Instance: ExamplePractitionerRoleAgregateur4
InstanceOf: FrPractitionerRoleExerciceAgregateur
Description: "A practice within a structure known by its SIRET."
Usage: #example
* insert Practice(ExamplePractitioner3, 399900000400018, ExampleLocation4)
* insert Phone(+33199000037)

Instance: ExampleLocation
InstanceOf: FrLocationAgregateur
Usage: #inline
* insert VendorLocation(1)
* insert Address(1 place du Marché, Toulouse, 31000)

Instance: ExampleLocation2
InstanceOf: FrLocationAgregateur
Usage: #inline
* insert VendorLocation(2)
* insert Address(12 rue des Tilleuls, Agen, 47000)

Instance: ExampleLocation3
InstanceOf: FrLocationAgregateur
Usage: #inline
* insert VendorLocation(3)
* insert Address(3 quai du Canal, Agen, 47000)

Instance: ExampleLocation4
InstanceOf: FrLocationAgregateur
Usage: #inline
* insert VendorLocation(4)
* insert Address(45 avenue de la Gare, Bordeaux, 33000)
