// A code system of which we list only the codes that the guide names. FHIR says so with content = fragment: a code
// that is not listed is unknown, not wrong. https://hl7.org/fhir/R4/valueset-codesystem-content-mode.html
RuleSet: Excerpt
* ^experimental = true
* ^content = #fragment
* ^caseSensitive = true

RuleSet: Whole
* ^experimental = false
* ^content = #complete
* ^caseSensitive = true

// A value set that takes in such an excerpt whole, or code systems of which we list nothing: experimental marks it.
RuleSet: ExcerptSet
* ^experimental = true

RuleSet: Nos(folder, name)
* ^url = "https://mos.esante.gouv.fr/NOS/{folder}/FHIR/{name}"

RuleSet: FrCoreSet(id)
* ^url = "http://interopsante.org/fhir/ValueSet/{id}"

RuleSet: FrCoreCodes(id)
* ^url = "http://interopsante.org/fhir/CodeSystem/{id}"
