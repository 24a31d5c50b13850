Instance: SAS-Consommateur-psindiv
InstanceOf: CapabilityStatement
Usage: #definition
* insert Requirements(SAS-Consommateur-psindiv, SAS_consommateur_psindiv)
* title = "Consommateur de créneaux des professionnels"
* description = "The platform, which searches the slots of individual practitioners at an agenda."
* rest.mode = #client
* insert Secured
* insert SlotSearchOfPractitioners

Instance: SAS-Consommateur-CPTS
InstanceOf: CapabilityStatement
Usage: #definition
* insert Requirements(SAS-Consommateur-CPTS, SAS_consommateur_CPTS)
* title = "Consommateur de créneaux avec CPTS"
* description = "The platform, which searches slots and the CPTS that share them at an agenda."
* rest.mode = #client
* insert Secured
* insert SlotSearchWithCPTS

Instance: SAS-Consommateur-SOS
InstanceOf: CapabilityStatement
Usage: #definition
* insert Requirements(SAS-Consommateur-SOS, SAS_consommateur_SOS)
* title = "Consommateur de créneaux SOS Médecins"
* description = "The platform, which searches the agendas of SOS Médecins."
* rest.mode = #client
* insert Secured
* insert ScheduleSearchOfSOS

Instance: SAS-GestionnaireAgenda-PsIndiv
InstanceOf: CapabilityStatement
Usage: #definition
* insert Requirements(SAS-GestionnaireAgenda-PsIndiv, SAS_gestionnaireAgenda_Psindiv)
* title = "Gestionnaire d'agenda des professionnels"
* description = "An agenda that answers the search of slots of individual practitioners."
* rest.mode = #server
* insert Secured
* insert SlotSearchOfPractitioners

Instance: SAS-GestionnaireAgenda-CPTS
InstanceOf: CapabilityStatement
Usage: #definition
* insert Requirements(SAS-GestionnaireAgenda-CPTS, SAS_gestionnaireAgenda_CPTS)
* title = "Gestionnaire d'agenda avec CPTS"
* description = "An agenda that answers the search of slots with the CPTS that share them."
* rest.mode = #server
* insert Secured
* insert SlotSearchWithCPTS

Instance: SAS-GestionnaireAgenda-SOS
InstanceOf: CapabilityStatement
Usage: #definition
* insert Requirements(SAS-GestionnaireAgenda-SOS, SAS_gestionnaireAgenda_SOS)
* title = "Gestionnaire d'agenda SOS Médecins"
* description = "An agenda that answers the search of SOS Médecins' schedules."
* rest.mode = #server
* insert Secured
* insert ScheduleSearchOfSOS

Instance: SAS-GestionnaireAgenda-RDVpsindiv
InstanceOf: CapabilityStatement
Usage: #definition
* insert Requirements(SAS-GestionnaireAgenda-RDVpsindiv, SAS_gestionnaireAgenda_RDVpsindiv)
* title = "Réception des rendez-vous des professionnels"
* description = "The platform, to which vendors declare the appointments of practitioners."
* rest.mode = #server
* insert Secured
* insert Declared(Appointment, http://sas.fr/fhir/StructureDefinition/FrAppointmentSAS)

Instance: SAS-GestionnaireAgenda-RDVSOS
InstanceOf: CapabilityStatement
Usage: #definition
* insert Requirements(SAS-GestionnaireAgenda-RDVSOS, SAS_gestionnaireAgenda_RDVSOS)
* title = "Réception des rendez-vous SOS Médecins"
* description = "The platform, to which vendors declare the appointments of SOS Médecins."
* rest.mode = #server
* insert Secured
* insert Declared(Appointment, https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-sos-appointment)

Instance: SAS-GestionnaireStructure
InstanceOf: CapabilityStatement
Usage: #definition
* insert Requirements(SAS-GestionnaireStructure, SAS_gestionnaireStructure)
* title = "Gestion des comptes régulateurs"
* description = "A vendor that keeps the accounts of the regulators, as the platform creates and updates them."
* rest.mode = #server
* insert Secured
* insert Declared(Practitioner, https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/FrPractitionerRegul)
