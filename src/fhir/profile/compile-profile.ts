/** StructureDefinition -> Profile: the snapshot's flat list becomes a tree. https://hl7.org/fhir/R4/profiling.html#snapshot */
import type { ElementDefinition, ElementDefinitionType, StructureDefinition } from '@medplum/fhirtypes';
import type { Discriminator, ElementNode, Invariant, NodeType, Profile, Slicing } from './element-node.ts';
import { correctInvariant, correctTypeCode } from './errata.ts';
import { primitives } from './primitives.ts';

const SYSTEM = 'http://hl7.org/fhirpath/System.';
const LANGUAGES = 'http://hl7.org/fhir/ValueSet/languages';

type Building = { -readonly [K in keyof Profile]: Profile[K] };

/** The tree of a StructureDefinition. Throws an Error that names the definition when it has no usable snapshot. */
export function compileProfile(definition: StructureDefinition): Profile {
  const [first, ...rest] = definition.snapshot?.element ?? [];
  if (!first) throw new Error(`${definition.url} has no snapshot: it cannot be validated against`);
  const elements = new Map<string, ElementNode>();
  const profile: Building = {
    url: definition.url,
    version: definition.version,
    type: definition.type,
    kind: definition.kind,
    isAbstract: definition.abstract ?? false,
    contexts: definition.context ?? [],
    elements,
    // the root refers back to its profile, so it can only come after it
    root: undefined as unknown as ElementNode,
  };
  profile.root = toNode(first, profile);
  elements.set(profile.root.id, profile.root);
  for (const element of rest) attach(toNode(element, profile), elements);
  return profile;
}

/** Hangs a node under its parent, or under the element it slices. */
function attach(node: ElementNode, byId: Map<string, ElementNode>): void {
  byId.set(node.id, node);
  const dot = node.id.lastIndexOf('.');
  const parent = byId.get(node.id.slice(0, dot));
  if (!parent) return;
  parent.children ??= new Map();
  if (node.sliceName === undefined) parent.children.set(node.name, node);
  else slicedElement(node, parent, byId).slices.push(node);
}

/** What a slice slices: the slice before the last `/` (re-slicing), else the element, which a snapshot may leave out. */
function slicedElement(slice: ElementNode, parent: ElementNode, byId: Map<string, ElementNode>): ElementNode {
  const id = slice.id.slice(0, slice.id.lastIndexOf(':'));
  const slash = slice.sliceName?.lastIndexOf('/') ?? -1;
  const outer = slash > 0 ? byId.get(`${id}:${slice.sliceName?.slice(0, slash)}`) : undefined;
  const owner = outer ?? byId.get(id) ?? implicitElement(slice, parent, byId);
  owner.slicing ??= implicitSlicing(owner);
  return owner;
}

function implicitElement(slice: ElementNode, parent: ElementNode, byId: Map<string, ElementNode>): ElementNode {
  const id = slice.id.slice(0, slice.id.lastIndexOf(':'));
  const element = {
    ...slice,
    id,
    sliceName: undefined,
    min: 0,
    max: slice.isList ? Number.POSITIVE_INFINITY : 1,
    fixed: undefined,
    pattern: undefined,
    binding: undefined,
    slicing: undefined,
    slices: [],
    children: undefined,
  };
  byId.set(id, element);
  parent.children?.set(element.name, element);
  return element;
}

/** Extensions are sliced by url and choices by type, whether said or not. */
function implicitSlicing(owner: ElementNode): Slicing {
  const discriminator: Discriminator = owner.name.endsWith('[x]')
    ? { type: 'type', path: '$this' }
    : { type: 'value', path: 'url' };
  const known = owner.name.endsWith('[x]') || owner.types.some(({ code }) => code === 'Extension');
  return { discriminators: known ? [discriminator] : [], rules: 'open', isOrdered: false };
}

function toNode(element: ElementDefinition, profile: Profile): ElementNode {
  const { path = '', max = '*' } = element;
  const id = element.id ?? path;
  const step = id.slice(id.lastIndexOf('.') + 1);
  const colon = step.indexOf(':');
  return {
    profile,
    id,
    path,
    name: path.slice(path.lastIndexOf('.') + 1),
    sliceName: colon >= 0 ? step.slice(colon + 1) : undefined,
    min: element.min ?? 0,
    max: max === '*' ? Number.POSITIVE_INFINITY : Number(max),
    isList: path.includes('.') && (element.base?.max ?? max) !== '1' && (element.base?.max ?? max) !== '0',
    isModifier: element.isModifier ?? false,
    types: (element.type ?? []).map((type) => toNodeType(type, path, profile)),
    fixed: valueFor(element, 'fixed'),
    pattern: valueFor(element, 'pattern'),
    maxLength: element.maxLength,
    minValue: valueFor(element, 'minValue'),
    maxValue: valueFor(element, 'maxValue'),
    binding: toBinding(element),
    invariants: toInvariants(element, path),
    contentReference: element.contentReference,
    slicing: toSlicing(element),
    slices: [],
    children: undefined,
  };
}

/** The value of `fixed[x]`, `pattern[x]`, `minValue[x]` or `maxValue[x]`, whichever type it has. */
function valueFor(element: ElementDefinition, prefix: string): unknown {
  const named = new RegExp(`^${prefix}[A-Z]`);
  return Object.entries(element).find(([key]) => named.test(key))?.[1];
}

function toNodeType(type: ElementDefinitionType, path: string, profile: Profile): NodeType {
  const code = correctTypeCode(codeOf(type), path, profile);
  return {
    code,
    primitive: primitives.get(code),
    isAttribute: code !== 'id' && (type.code ?? '').startsWith(SYSTEM),
    profiles: type.profile ?? [],
    targets: type.targetProfile ?? [],
    aggregation: (type.aggregation ?? []) as NodeType['aggregation'],
  };
}

/** The FHIR type behind `http://hl7.org/fhirpath/System.String`, which an extension names. */
function codeOf(type: ElementDefinitionType): string {
  const named = type.extension?.find(({ url }) => url?.endsWith('structuredefinition-fhir-type'));
  const code = named?.valueUrl ?? named?.valueUri ?? type.code ?? '';
  return code.startsWith(SYSTEM) ? code.slice(SYSTEM.length).toLowerCase() : code;
}

function toBinding({ binding }: ElementDefinition): ElementNode['binding'] {
  if (!binding?.valueSet || binding.strength === 'example' || !binding.strength) return undefined;
  const { strength, valueSet } = binding;
  const stated = binding.extension?.find(({ url }) => url?.endsWith('/elementdefinition-maxValueSet'))?.valueCanonical;
  // R4 limits every use of `languages` so; snapshots that were stripped of extensions forget it
  const limit = stated ?? (valueSet === LANGUAGES ? 'http://hl7.org/fhir/ValueSet/all-languages' : undefined);
  return { strength, valueSet, limit };
}

function toInvariants(element: ElementDefinition, path: string): Invariant[] {
  return (element.constraint ?? []).flatMap(({ key = '', severity, human = '', expression }) =>
    expression ? [correctInvariant({ key, severity: severity ?? 'error', human, expression, base: path })] : [],
  );
}

function toSlicing({ slicing }: ElementDefinition): Slicing | undefined {
  if (!slicing) return undefined;
  const discriminators = (slicing.discriminator ?? []).map(({ type, path }) => ({ type, path }) as Discriminator);
  return { discriminators, rules: slicing.rules ?? 'open', isOrdered: slicing.ordered ?? false };
}
