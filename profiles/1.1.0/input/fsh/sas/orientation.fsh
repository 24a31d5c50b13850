// Came with 1.2.0. It is known here as well, with that version, so that an appointment under 1.1.0 may carry it
// (FrAppointmentSAS; the SOS appointment allows the operator alone).
Extension: CategorieOrientation
Id: sas-categorie-orientation
Title: "Catégorie d'orientation"
Description: "Through which kind of care offer a caller was given the appointment."
* ^version = "1.2.0"
* insert Context(Appointment)
* extension 0..0
* value[x] only CodeableConcept
* value[x] from CategorieOrientationSASValueSet (required)

CodeSystem: CategorieOrientationSASCodeSystem
Id: categorie-orientation-sas-codesystem
Title: "Catégories d'orientation propres au SAS"
Description: "Kinds of care offer that are no kind of structure."
* ^version = "1.2.0"
* insert Whole
* #001 "PS" "Professionnel à titre individuel"
* #002 "PDM" "Place de marché"
* #003 "SOS" "SOS Médecins"

ValueSet: CategorieOrientationSASValueSet
Id: categorie-orientation-sas-valueset
Title: "Catégories d'orientation"
Description: "Kinds of care offer: those of the SAS, and three kinds of structure."
* ^version = "1.2.0"
* include codes from system CategorieOrientationSASCodeSystem
* $tre-r66#604 "CPTS"
* $tre-r66#603 "MSP"
* $tre-r66#124 "CDS"
