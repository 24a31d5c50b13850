// Fictional throughout: people, places, numbers.
RuleSet: Named(family, given)
* name.family = "{family}"
* name.given = "{given}"

RuleSet: NationalId(value)
* identifier.type = $fr-v2-0203#IDNPS
* identifier.system = "urn:oid:1.2.250.1.71.4.2.1"
* identifier.value = "{value}"

RuleSet: Phone(value)
* telecom.system = #phone
* telecom.value = "{value}"

RuleSet: VendorLocation(value)
* identifier.type = $fr-location-identifier-type#INTRN
* identifier.system = "https://agenda.example/lieux"
* identifier.value = "{value}"

RuleSet: Address(line, city, postalCode)
* address.line = "{line}"
* address.city = "{city}"
* address.postalCode = "{postalCode}"

RuleSet: OpenTo(index, public)
* meta.security[{index}] = $tre-r314#{public}

RuleSet: When(start, end)
* start = "{start}"
* end = "{end}"

RuleSet: BookedOnline(slot)
* appointmentType = $v2-0276#ROUTINE
* comment = "https://agenda.example/rdv?slot={slot}"

RuleSet: Entry(slice, index, type, id, mode)
* entry[{slice}][{index}].fullUrl = "https://agenda.example/fhir/{type}/{id}"
* entry[{slice}][{index}].resource = {id}
* entry[{slice}][{index}].search.mode = #{mode}

RuleSet: SelfLink(query)
* link.relation = "self"
* link.url = "https://agenda.example/fhir/{query}"
