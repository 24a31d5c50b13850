/**
 * The rules of a conformance resource as plain facts, without a word of prose: what two sets of profiles must share to be
 * as strict as each other. https://hl7.org/fhir/R4/elementdefinition.html
 */

/** What one element (or code, or field) says: facet -> value. A facet that says nothing is left out. */
export type Fact = Readonly<Record<string, string>>;

/** Key within the resource (an element id, a code, a field) -> its fact, in the resource's own order. */
export type Facts = ReadonlyMap<string, Fact>;

type Json = Record<string, unknown>;

/** A resource with a canonical URL. */
export interface Conformance extends Json {
  readonly resourceType: string;
  readonly url: string;
}

/** Returns the facts of a StructureDefinition, ValueSet, SearchParameter or CapabilityStatement. Throws for other types. */
export function toFacts(resource: Conformance): Facts {
  switch (resource.resourceType) {
    case 'StructureDefinition':
      return new Map([['definition', toDefinitionFact(resource)], ...elementsOf(resource).map(toElementEntry)]);
    case 'ValueSet':
      return toValueSetFacts(resource);
    case 'SearchParameter':
      return new Map([
        ['search', pick(resource, 'code', 'base', 'type', 'expression', 'comparator', 'multipleAnd', 'multipleOr')],
      ]);
    case 'CapabilityStatement':
      return toCapabilityFacts(resource);
    default:
      throw new Error(`No facts are defined for ${resource.resourceType}`);
  }
}

const elementsOf = (resource: Json): readonly Json[] => (resource.snapshot as { element: Json[] }).element;

function toDefinitionFact(resource: Conformance): Fact {
  const contexts = (resource.context as Json[] | undefined)?.map(({ type, expression }) => `${type}:${expression}`);
  return {
    ...pick(resource, 'id', 'name', 'type', 'baseDefinition', 'derivation'),
    ...say('context', contexts?.join()),
  };
}

const toElementEntry = (element: Json): [string, Fact] => [
  String(element.id),
  {
    cardinality: `${element.min}..${element.max}`,
    ...say('type', toTypes(element.type as Json[] | undefined)),
    ...toValue(element),
    ...say('binding', toBinding(element.binding as Json | undefined)),
    ...say('slicing', toSlicing(element)),
    ...say('constraint', toConstraints(element.constraint as Json[] | undefined)),
    ...say('rule', toOwnRules(element.constraint as Json[] | undefined)),
    ...say('mustSupport', element.mustSupport === true ? 'true' : undefined),
    ...pick(element, 'maxLength'),
    ...say('contentReference', (element.contentReference as string | undefined)?.replace(/^.*#/, '#')),
  },
];

const toTypes = (types: readonly Json[] = []): string =>
  types
    .map(({ code, profile, targetProfile, aggregation }) =>
      [code, ...list('profile', profile), ...list('target', targetProfile), ...list('aggregation', aggregation)].join(
        ' ',
      ),
    )
    .join('; ');

const list = (name: string, values: unknown): readonly string[] =>
  values ? [`${name}=${[...(values as string[])].sort().join(',')}`] : [];

const toValue = (element: Json): Fact =>
  Object.fromEntries(
    Object.entries(element)
      .filter(([name]) => /^(fixed|pattern|minValue|maxValue)[A-Z]/.test(name))
      .map(([name, value]) => [name, JSON.stringify(value, inOrder)]),
  );

/** A JSON.stringify replacer: properties in the order of their names. */
const inOrder = (_: string, value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const toBinding = (binding: Json | undefined): string | undefined =>
  binding && [binding.strength, ...(binding.valueSet ? [unpinned(binding.valueSet)] : [])].join(' ');

/** Without the version of the R4 release, which some tools write after its own value sets and others do not. */
const unpinned = (canonical: unknown): string => String(canonical).replace(/\|4\.0\.1$/, '');

/** Extensions are sliced by URL whether a snapshot says so or not: that slicing is no fact of its own. */
const toSlicing = ({ id, slicing: said }: Json): string | undefined => {
  const slicing = said as Json | undefined;
  const discriminators = ((slicing?.discriminator ?? []) as Json[]).map(({ type, path }) => `${type}:${path}`);
  const fact = slicing && [slicing.rules, ...(slicing.ordered ? ['ordered'] : []), ...discriminators].join(' ');
  return fact === 'open value:url' && /xtension$/.test(String(id)) ? undefined : fact;
};

/** Invariants that a data type brings along: some tools repeat them on every element of the type, others do not. */
const impliedByType = new Set(['ele-1', 'ext-1', 'ref-1', 'per-1', 'cpt-2', 'att-1']);

const toConstraints = (constraints: readonly Json[] = []): string =>
  constraints
    .map(({ key }) => String(key))
    .filter((key) => !impliedByType.has(key))
    .sort()
    .join(',');

/** Severity and expression of the invariants that R4 itself does not state (those have no source, or one of R4's). */
const toOwnRules = (constraints: readonly Json[] = []): string =>
  constraints
    .filter(({ source }) => source && !String(source).startsWith('http://hl7.org/fhir/StructureDefinition/'))
    .map(({ key, severity, expression }) => `${key} ${severity} ${expression}`)
    .join('; ');

function toValueSetFacts(resource: Json): Facts {
  const includes = (resource.compose as { include: Json[] }).include;
  return new Map(
    includes.flatMap(({ system, concept }) =>
      concept
        ? (concept as Json[]).map(({ code }): [string, Fact] => [`${system}|${code}`, {}])
        : [[String(system), { include: 'whole' }] as [string, Fact]],
    ),
  );
}

function toCapabilityFacts(resource: Json): Facts {
  const sides = resource.rest as Json[];
  return new Map([
    ['statement', pick(resource, 'id', 'name', 'kind', 'fhirVersion', 'format')],
    ...sides.flatMap(({ mode, resource: types }) =>
      (types as Json[]).map((type): [string, Fact] => [
        `${mode} ${type.type}`,
        {
          ...pick(type, 'profile', 'searchInclude', 'searchRevInclude', 'updateCreate', 'conditionalUpdate'),
          interaction: (type.interaction as Json[]).map(({ code }) => code).join(),
          searchParam: (type.searchParam as Json[])
            .map((one) => `${one.name} ${one.type} ${one.definition}`)
            .join('; '),
        },
      ]),
    ),
  ]);
}

const pick = (from: Json, ...names: string[]): Fact => Object.assign({}, ...names.map((name) => say(name, from[name])));

const say = (name: string, value: unknown): Fact =>
  value === undefined || value === '' ? {} : { [name]: Array.isArray(value) ? value.join() : String(value) };
