// FR Core keeps its own canonical root, and no stated publisher of ours.
RuleSet: FrCore(id)
* ^url = "http://interopsante.org/fhir/StructureDefinition/{id}"

RuleSet: Context(type)
* ^context.type = #element
* ^context.expression = "{type}"

RuleSet: AlsoContext(type)
* ^context[+].type = #element
* ^context[=].expression = "{type}"

// FR Core's own snapshots spell out the parts of these elements: the rules below change nothing but do the same in ours.
RuleSet: SpeltOutIdentifier
* identifier.assigner only Reference(Organization)

RuleSet: SpeltOutContact
* identifier.type.coding.code ..1
* telecom.system 1..
