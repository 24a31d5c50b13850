CodeSystem: TRE_R02_SecteurActivite
Id: TRE-R02-SecteurActivite
Title: "Secteurs d'activité (extrait)"
Description: "Sectors in which a structure works; the guide names no code of it."
* insert Nos(TRE_R02-SecteurActivite, TRE-R02-SecteurActivite)
* insert Excerpt

CodeSystem: TRE_R38_SpecialiteOrdinale
Id: TRE-R38-SpecialiteOrdinale
Title: "Spécialités ordinales (extrait)"
Description: "Specialities registered by the orders; those that the guide names."
* insert Nos(TRE_R38-SpecialiteOrdinale, TRE-R38-SpecialiteOrdinale)
* insert Excerpt
* #SM05 "Chirurgie générale"
* #SM41 "Pneumologie"
* #SM54 "Médecine générale"

CodeSystem: TRE_R66_CategorieEtablissement
Id: TRE-R66-CategorieEtablissement
Title: "Catégories d'établissement (extrait)"
Description: "Kinds of structure; those that the guide names."
* insert Nos(TRE_R66-CategorieEtablissement, TRE-R66-CategorieEtablissement)
* insert Excerpt
* #124 "Centre de santé"
* #603 "Maison de santé pluriprofessionnelle"
* #604 "Communauté professionnelle territoriale de santé"

CodeSystem: TRE_R314_TypeCreneau
Id: TRE-R314-TypeCreneau
Title: "Publics d'un créneau"
Description: "Whom a slot may be opened to: all four codes."
* insert Nos(TRE_R314-TypeCreneau, TRE-R314-TypeCreneau)
* insert Whole
* #PUBLIC "Grand public"
* #PRO "Professionnels de santé"
* #SNP "Régulateurs et opérateurs de soins non programmés"
* #CPTS "Communautés professionnelles territoriales de santé"
