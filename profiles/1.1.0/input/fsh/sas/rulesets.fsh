// Five profiles of the guide keep the canonical root of its first prints.
RuleSet: Historic(id)
* ^url = "http://sas.fr/fhir/StructureDefinition/{id}"

RuleSet: SlicedBy(path, kind, discriminator)
* {path} ^slicing.discriminator.type = #{kind}
* {path} ^slicing.discriminator.path = "{discriminator}"
* {path} ^slicing.rules = #open

// The IDNPS: https://interop.esante.gouv.fr/ig/fhir/sas, identification of professionals.
RuleSet: NationalPractitionerIdentifier(path)
* {path}.type = $fr-v2-0203#IDNPS
* {path}.system = "urn:oid:1.2.250.1.71.4.2.1"

// The IDNST as the CPTS and SOS profiles spell it.
RuleSet: NationalStructureIdentifier
* identifier 1..1
* identifier.type = $fr-location-identifier-type#IDNST
* identifier.system = "urn:oid:1.2.250.1.71.4.2.2"
