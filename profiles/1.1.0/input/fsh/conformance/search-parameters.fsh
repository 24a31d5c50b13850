// What both search parameters state.
RuleSet: SlotSearch(id, code)
* url = "https://interop.esante.gouv.fr/ig/fhir/sas/SearchParameter/{id}"
* version = "1.1.0"
* status = #active
* code = #{code}
* base = #Slot

Instance: slot-sp-start
InstanceOf: SearchParameter
Usage: #definition
* insert SlotSearch(slot-sp-start, start)
* name = "SPDateDebutSlot"
* description = "The start of a slot, from one date to another: given twice, once with ge and once with le."
* type = #date
* expression = "Slot.start"
* xpathUsage = #normal
* multipleOr = false
* multipleAnd = true
* comparator[0] = #ge
* comparator[1] = #le

Instance: cptsslot-sp-servicetype
InstanceOf: SearchParameter
Usage: #definition
* insert SlotSearch(cptsslot-sp-servicetype, service-type-reference)
* name = "SPServiceTypeCPTS"
* description = "The HealthcareService through which a CPTS shares a slot, as R5 finds it: to search by it or to include it."
* type = #reference
* expression = "serviceType.extension.where(url='http://hl7.org/fhir/5.0/StructureDefinition/extension-Slot.serviceType').value"
