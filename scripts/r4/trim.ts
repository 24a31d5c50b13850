/** What a validator reads in HL7's definitions, and nothing else: the pure half of trim-r4-definitions. */
import type { ElementDefinition, StructureDefinition, ValueSet, ValueSetExpansionContains } from '@medplum/fhirtypes';

export type TrimmedStructure = Pick<
  StructureDefinition,
  'resourceType' | 'url' | 'version' | 'kind' | 'abstract' | 'type' | 'derivation' | 'context'
> & { snapshot: { element: ElementDefinition[] } };

type Json = Record<string, unknown>;

const base = 'http://hl7.org/fhir/StructureDefinition/';
/** Rules the validator applies in code to every element; repeating them on each would double the file. */
const everywhere = new Set(['ele-1', 'ext-1']);

/**
 * The structure without prose, or undefined when it is not one we keep: every data type, the resource types named, profiles of
 * data types, and the extensions that may stand on one of these.
 */
export function trimStructure(resource: Json, resourceTypes: ReadonlySet<string>): TrimmedStructure | undefined {
  const definition = resource as unknown as StructureDefinition;
  if (!definition.snapshot || !definition.url?.startsWith(base) || !isKept(definition, resourceTypes)) return undefined;
  const { resourceType, url, version, kind, abstract, type, derivation, context } = definition;
  return {
    url,
    resourceType,
    version: version ?? '4.0.1',
    kind,
    abstract,
    type,
    ...(derivation ? { derivation } : {}),
    ...(context ? { context } : {}),
    snapshot: { element: definition.snapshot.element.map(trimElement) },
  };
}

function isKept(definition: StructureDefinition, resourceTypes: ReadonlySet<string>): boolean {
  if (definition.kind === 'logical') return false;
  if (definition.type === 'Extension' && definition.derivation === 'constraint')
    return isUsable(definition, resourceTypes);
  if (definition.kind === 'resource')
    return definition.derivation !== 'constraint' && resourceTypes.has(definition.type);
  return true;
}

/** An extension is usable when its context is a data type, anything at all, or inside a resource type we keep. */
function isUsable(definition: StructureDefinition, resourceTypes: ReadonlySet<string>): boolean {
  const dataType =
    /^(Address|Attachment|CodeableConcept|Coding|ContactPoint|Element|HumanName|Identifier|Meta|Narrative|Period|Reference|string|code|uri|dateTime|instant)$/;
  return (definition.context ?? []).some(({ expression }) => {
    const head = expression.split('.')[0] ?? '';
    return (
      dataType.test(head) ||
      (resourceTypes.has(head) &&
        !/^(StructureDefinition|CapabilityStatement|ValueSet|CodeSystem|OperationDefinition)$/.test(head))
    );
  });
}

function trimElement(element: ElementDefinition): ElementDefinition {
  const { id, path, sliceName, min, max, base: origin, contentReference, maxLength, isModifier } = element;
  const values = Object.entries(element).filter(([key]) => /^(fixed|pattern|minValue|maxValue)[A-Z]/.test(key));
  const constraint = trimConstraints(element);
  return {
    id,
    path,
    ...(sliceName ? { sliceName } : {}),
    min,
    max,
    ...(origin?.max !== max ? { base: origin } : {}),
    ...(element.slicing
      ? { slicing: { discriminator: element.slicing.discriminator, rules: element.slicing.rules } }
      : {}),
    ...(element.type ? { type: element.type } : {}),
    ...(contentReference ? { contentReference } : {}),
    ...(maxLength ? { maxLength } : {}),
    ...(isModifier && path === 'Extension' ? { isModifier } : {}),
    ...Object.fromEntries(values),
    ...(constraint.length > 0 ? { constraint } : {}),
    ...trimBinding(element),
  } as ElementDefinition;
}

const trimConstraints = (element: ElementDefinition) =>
  (element.constraint ?? [])
    .filter(({ key }) => !everywhere.has(key ?? ''))
    .map(({ key, severity, human, expression }) => ({ key, severity, human, expression }));

/** An example binding binds no one. */
function trimBinding({ binding }: ElementDefinition): Pick<ElementDefinition, 'binding'> {
  if (!binding?.valueSet || binding.strength === 'example') return {};
  const limit = binding.extension?.filter(({ url }) => url?.endsWith('/elementdefinition-maxValueSet')) ?? [];
  const { strength, valueSet } = binding;
  return { binding: { ...(limit.length > 0 ? { extension: limit } : {}), strength, valueSet } };
}

/** True when the expansion is not the whole value set, so that a code outside proves nothing. */
export function isTooBroad(resource: Json): boolean {
  const { expansion } = resource as unknown as ValueSet;
  const listed = countCodes(expansion?.contains);
  return (
    listed === 0 || listed >= 1000 || (expansion?.total ?? listed) > listed || (expansion?.extension ?? []).length > 0
  );
}

const countCodes = (contains: readonly ValueSetExpansionContains[] = []): number =>
  contains.reduce((sum, one) => sum + (one.code ? 1 : 0) + countCodes(one.contains), 0);
