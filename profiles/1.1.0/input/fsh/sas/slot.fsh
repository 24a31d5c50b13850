Extension: SASServiceTypeR5
Id: sas-cpts-slot-servicetype-aggregator
Title: "Service de soins lié au type de service (R5)"
Description: "Brings R5's Slot.serviceType to R4: a reference to the HealthcareService through which a CPTS shares the slot."
* ^url = $servicetype-r5
* insert Context(Slot.serviceType)
* extension 0..0
* value[x] only Reference(HealthcareService)

Profile: FrSlotAgregateur
Parent: FrSlot
Id: FrSlotAgregateur
Title: "Créneau d'un professionnel"
Description: "A free slot of an individual practitioner, with the public it is opened to as its security labels."
* insert Historic(FrSlotAgregateur)
* meta.security from $jdv-j165 (required)
* meta.security ^binding.description = "Public auquel le créneau est ouvert"
* insert SlicedBy(serviceType, value, coding.system)
* serviceType contains TypeConsultation 0..*
* serviceType[TypeConsultation] from $v3-ActEncounterCode (required)
* serviceType[TypeConsultation].coding.system 1..
* serviceType[TypeConsultation].coding.system = $v3-ActCode
* specialty from $vs-practitioner-specialty (required)
* specialty ^binding.description = "Spécialité du professionnel pour ce créneau"
* appointmentType ^short = "Avec ou sans rendez-vous"
* appointmentType from $vs-v2-0276 (preferred)
* appointmentType ^binding.description = "ROUTINE : sur rendez-vous ; WALKIN : sans rendez-vous"
* schedule only Reference(FrScheduleAgregateur)
* schedule ^type.aggregation[0] = #referenced
* schedule ^type.aggregation[1] = #bundled
* status = #free (exactly)
* start ^short = "Début du créneau"
* end ^short = "Fin du créneau"
* comment ^short = "URL de prise de rendez-vous chez l'éditeur"

Profile: FrSlotAgregateurCPTS
Parent: FrSlot
Id: sas-cpts-slot-aggregator
Title: "Créneau dans une recherche avec CPTS"
Description: "A free slot in an answer with CPTS: one item of serviceType for each CPTS that shares it, beside the types of consultation."
* meta.security ^short = "Public auquel le créneau est ouvert, CPTS comprises"
* meta.security from TypeCreneauSASCPTS (required)
* insert SlicedBy(serviceType, pattern, $this)
* serviceType.extension contains SASServiceTypeR5 named sas-servicetype-r5 0..1
* serviceType contains TypeConsultation 0..* and referencecpts 0..*
* serviceType[TypeConsultation] from $v3-ActEncounterCode (required)
* serviceType[TypeConsultation].extension[sas-servicetype-r5] 0..0
* serviceType[TypeConsultation].coding.system = $v3-ActCode
* serviceType[referencecpts] from CategorieEtablissementSAS (required)
* serviceType[referencecpts].extension 1..
* serviceType[referencecpts].extension[sas-servicetype-r5] 1..1
* serviceType[referencecpts].extension[sas-servicetype-r5].value[x] only Reference(FrHealthcareServiceAgregateurCPTS)
* appointmentType.coding from AppointmentReasonSAS (required)
* schedule only Reference(FrScheduleAgregateur)
* status = #free

Profile: FrSlotAgregateurSOS
Parent: FrSlot
Id: sas-sos-slot-aggregator
Title: "Créneau SOS Médecins"
Description: "A free slot at a fixed consultation place of SOS Médecins."
* meta.security from TypeCreneauSASSOS (required)
* meta.security ^binding.description = "Public auquel le créneau est ouvert"
* serviceType.coding from TypeConsultationSAS (required)
* appointmentType.coding from AppointmentReasonSAS (required)
* schedule only Reference(FrScheduleAgregateurSOS)
* status = #free
