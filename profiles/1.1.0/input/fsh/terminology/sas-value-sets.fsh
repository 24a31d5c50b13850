ValueSet: TypeCreneauSASCPTS
Id: sas-cpts-valueset-typecreneau
Title: "Publics d'un créneau, CPTS comprises"
Description: "Whom a slot is opened to, in an answer with CPTS."
* $tre-r314#PUBLIC "Grand public"
* $tre-r314#SNP "Régulateurs et opérateurs de soins non programmés"
* $tre-r314#PRO "Professionnels de santé"
* $tre-r314#CPTS "Communautés professionnelles territoriales de santé"

ValueSet: TypeCreneauSASSOS
Id: sas-sos-valueset-typecreneau
Title: "Publics d'un créneau SOS Médecins"
Description: "Whom a slot of SOS Médecins is opened to."
* $tre-r314#PUBLIC "Grand public"
* $tre-r314#SNP "Régulateurs et opérateurs de soins non programmés"

ValueSet: ParticipantStatusSASSOS
Id: sas-sos-valueset-participant-status
Title: "Réponse du participant"
Description: "Whether the practitioner accepted the appointment or has still to answer."
* http://hl7.org/fhir/participationstatus#accepted "Accepté par le professionnel"
* http://hl7.org/fhir/participationstatus#needs-action "En attente de réponse du professionnel"

ValueSet: AppointmentReasonSAS
Id: sas-valueset-appointmentreason
Title: "Avec ou sans rendez-vous"
Description: "Whether a slot can be booked or is for coming without appointment."
* $v2-0276#ROUTINE "Sur rendez-vous"
* $v2-0276#WALKIN "Sans rendez-vous"

ValueSet: CategorieEtablissementSAS
Id: sas-valueset-categorieetablissement
Title: "Catégories d'établissement qui partagent des créneaux"
Description: "The kinds of structure that may share a slot: the CPTS alone."
* $tre-r66#604 "CPTS"

ValueSet: TypeConsultationSAS
Id: sas-valueset-typeconsultation
Title: "Types de consultation"
Description: "Where a consultation takes place."
* $v3-ActCode#AMB "Au cabinet"
* $v3-ActCode#HH "À domicile"
* $v3-ActCode#VR "Téléconsultation"

ValueSet: TypeIdentifiantSAS
Id: sas-valueset-typeidentifiant
Title: "Types d'identifiant d'un régulateur"
Description: "How a regulator is identified: nationally, or by the SAS."
* $fr-v2-0203#IDNPS "Identifiant national de professionnel de santé"
* $fr-v2-0203#INTRN "Identifiant interne"
