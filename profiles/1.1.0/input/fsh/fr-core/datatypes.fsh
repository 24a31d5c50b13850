Profile: FrContactPoint
Parent: ContactPoint
Id: FrContactPoint
Title: "Moyen de contact français"
Description: "A contact point always says what it is and holds a value."
* insert FrCore(FrContactPoint)
* extension contains FrContactPointEmailType named emailType 0..1
* system 1..
* value 1..

Profile: FrAddress
Parent: Address
Id: FrAddress
Title: "Adresse française"
Description: "An address that may carry the INSEE code of its municipality."
* insert FrCore(FrAddress)
* extension contains FrAddressInseeCode named inseeCode 0..1

Profile: FrHumanName
Parent: HumanName
Id: FrHumanName
Title: "Nom de personne français"
Description: "A name with the civility as its prefix and the civility of practice as its suffix."
* insert FrCore(FrHumanName)
* extension contains $assembly-order named assemblyOrder 0..1
* prefix ..1
* prefix from $jdv-j78 (extensible)
* suffix from $jdv-j79 (extensible)
