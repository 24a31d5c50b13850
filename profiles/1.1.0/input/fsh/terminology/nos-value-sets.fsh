ValueSet: JDV_J78_Civilite_RASS
Id: JDV-J78-Civilite-RASS
Title: "Civilités (extrait)"
Description: "Civilities of persons; bound to a plain string, the codes are not in the guide."
* insert Nos(JDV_J78-Civilite-RASS, JDV-J78-Civilite-RASS)
* insert ExcerptSet
* include codes from system https://mos.esante.gouv.fr/NOS/TRE_R81-Civilite/FHIR/TRE-R81-Civilite

ValueSet: JDV_J79_CiviliteExercice_RASS
Id: JDV-J79-CiviliteExercice-RASS
Title: "Civilités d'exercice (extrait)"
Description: "Civilities of practice; bound to a plain string, the codes are not in the guide."
* insert Nos(JDV_J79-CiviliteExercice-RASS, JDV-J79-CiviliteExercice-RASS)
* insert ExcerptSet
* include codes from system https://mos.esante.gouv.fr/NOS/TRE_R11-CiviliteExercice/FHIR/TRE-R11-CiviliteExercice

ValueSet: JDV_J101_SecteurActivite_RASS
Id: JDV-J101-SecteurActivite-RASS
Title: "Secteurs d'activité (extrait)"
Description: "Sectors in which a structure works."
* insert Nos(JDV_J101-SecteurActivite-RASS, JDV-J101-SecteurActivite-RASS)
* insert ExcerptSet
* include codes from system $tre-r02

ValueSet: JDV_J105_EnsembleDiplome_RASS
Id: JDV-J105-EnsembleDiplome-RASS
Title: "Diplômes (extrait)"
Description: "Diplomas of all the code systems that FrPractitioner tells apart."
* insert Nos(JDV_J105-EnsembleDiplome-RASS, JDV-J105-EnsembleDiplome-RASS)
* insert ExcerptSet
* include codes from system $tre-r36
* include codes from system $tre-r47
* include codes from system $tre-r48
* include codes from system $tre-r49
* include codes from system $tre-r50
* include codes from system $tre-r51
* include codes from system $tre-r52
* include codes from system $tre-r53
* include codes from system $tre-r54
* include codes from system $tre-r55
* include codes from system $tre-r56
* include codes from system $tre-r57
* include codes from system $tre-r58
* include codes from system $tre-r226

ValueSet: JDV_J129_CategorieEtablissement_RASS
Id: JDV-J129-CategorieEtablissement-RASS
Title: "Catégories d'établissement (extrait)"
Description: "Kinds of structure."
* insert Nos(JDV_J129-CategorieEtablissement-RASS, JDV-J129-CategorieEtablissement-RASS)
* insert ExcerptSet
* include codes from system $tre-r66

ValueSet: JDV_J165_TypeCreneau_SAS
Id: JDV-J165-TypeCreneau-SAS
Title: "Publics d'un créneau"
Description: "Whom a slot may be opened to: all four codes."
* insert Nos(JDV_J165-TypeCreneau-SAS, JDV-J165-TypeCreneau-SAS)
* include codes from system $tre-r314
