// FR Core keeps its own canonical root, and no stated publisher of ours.
RuleSet: FrCore(id)
* ^url = "http://interopsante.org/fhir/StructureDefinition/{id}"

RuleSet: Context(type)
* ^context.type = #element
* ^context.expression = "{type}"

RuleSet: AlsoContext(type)
* ^context[+].type = #element
* ^context[=].expression = "{type}"
