/** An element together with one of its types: what a JSON property of that name and type must look like. */
import type { Definitions } from './definitions.ts';
import type { ElementNode, Invariant, NodeType } from './element-node.ts';
import { isNative } from './native-invariants.ts';

/** One JSON key of an object: the element it carries. */
export interface Property {
  readonly element: TypedElement;
  /** The JSON key of the value, and of its `_` sibling. */
  readonly key: string;
  readonly siblingKey: string;
  /** True for the entry of the `_` sibling itself. */
  readonly isSibling: boolean;
  /** True when the key is one of several, by type: `valueReference`. */
  readonly isOfChoice: boolean;
  /** The FHIRPath name: `value` for `valueReference`. */
  readonly step: string;
}

/** An element that must be looked at even when it is absent, and the keys it may come under. */
export interface Mandatory {
  readonly node: ElementNode;
  readonly keys: readonly string[];
}

/** The properties an object may have, and must have. */
export interface Shape {
  readonly properties: ReadonlyMap<string, Property>;
  readonly mandatory: readonly Mandatory[];
  /** Keys of each choice element, of which one may be there. */
  readonly choices: readonly { readonly name: string; readonly keys: readonly string[] }[];
}

export interface TypedElement {
  readonly node: ElementNode;
  readonly type: NodeType;
  readonly isResource: boolean;
  readonly invariants: readonly Invariant[];
  /** The shape of the object; for a primitive, of its `_` sibling. */
  readonly shape: Shape;
}

interface Parts extends Omit<TypedElement, 'shape'> {
  readonly toShape: () => Shape;
}

/** An element whose shape is made when first asked for: types contain themselves (an Extension has extensions). */
class LazyElement implements TypedElement {
  readonly node: ElementNode;
  readonly type: NodeType;
  readonly isResource: boolean;
  readonly invariants: readonly Invariant[];
  readonly #toShape: () => Shape;
  #shape: Shape | undefined;

  constructor({ node, type, isResource, invariants, toShape }: Parts) {
    this.node = node;
    this.type = type;
    this.isResource = isResource;
    this.invariants = invariants;
    this.#toShape = toShape;
  }

  get shape(): Shape {
    this.#shape ??= this.#toShape();
    return this.#shape;
  }
}

const unknownType: NodeType = {
  code: 'BackboneElement',
  primitive: undefined,
  isAttribute: false,
  profiles: [],
  targets: [],
  aggregation: [],
};
const nothing: Shape = { properties: new Map(), mandatory: [], choices: [] };

/** Makes typed elements and shapes, each once. */
export class Anatomy {
  readonly #definitions: Definitions;
  readonly #elements = new Map<ElementNode, Map<NodeType, TypedElement>>();
  readonly #shapes = new Map<ElementNode, Shape>();
  readonly #rootTypes = new Map<string, NodeType>();
  readonly #siblings = new Map<TypedElement, TypedElement>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** The root of a profile, typed by what it constrains. */
  root(node: ElementNode): TypedElement {
    const type = node.types[0] ?? this.#rootTypes.get(node.profile.type) ?? { ...unknownType, code: node.profile.type };
    this.#rootTypes.set(node.profile.type, type);
    return this.of(node, type);
  }

  /** The slice as it applies to a value of this type. */
  slice(slice: ElementNode, type: NodeType): TypedElement {
    return this.of(slice, slice.types.find(({ code }) => code === type.code) ?? slice.types[0] ?? type);
  }

  /** The `_` sibling of a primitive: its id and extensions. */
  sibling(element: TypedElement): TypedElement {
    const { node, type } = element;
    const known =
      this.#siblings.get(element) ??
      new LazyElement({ node, type, isResource: false, invariants: [], toShape: () => element.shape });
    this.#siblings.set(element, known);
    return known;
  }

  of(node: ElementNode, type: NodeType): TypedElement {
    const byType = this.#elements.get(node) ?? new Map<NodeType, TypedElement>();
    this.#elements.set(node, byType);
    const known = byType.get(type);
    if (known) return known;
    const made = this.#make(node, type);
    byType.set(type, made);
    return made;
  }

  #make(node: ElementNode, type: NodeType): TypedElement {
    const base = this.#definitions.baseType(type.code);
    const owner = this.#childrenOwner(node, type);
    return new LazyElement({
      node,
      type,
      isResource: base?.kind === 'resource',
      invariants: mergeInvariants(base?.root.invariants ?? [], node.invariants),
      toShape: () => (owner ? this.#shape(owner) : nothing),
    });
  }

  /** The element whose children describe this one: itself, what it refers to, or the root of its type. */
  #childrenOwner(node: ElementNode, type: NodeType): ElementNode | undefined {
    if (node.children) return node;
    if (node.contentReference) return this.#referredContent(node);
    return this.#definitions.baseType(type.primitive ? 'Element' : type.code)?.root;
  }

  #referredContent(node: ElementNode): ElementNode | undefined {
    const [url = '', id = ''] = node.contentReference?.split('#') ?? [];
    const own = node.profile.elements.get(id);
    return (
      own ??
      this.#definitions.profile(url || `http://hl7.org/fhir/StructureDefinition/${id.split('.')[0]}`)?.elements.get(id)
    );
  }

  #shape(owner: ElementNode): Shape {
    const known = this.#shapes.get(owner);
    if (known) return known;
    const children = [...(owner.children?.values() ?? [])].filter((child) => !isPrimitiveValue(owner, child));
    const shape: Shape = {
      properties: new Map(children.flatMap((child) => this.#propertiesOf(child)).map((one) => [keyOf(one), one])),
      mandatory: children.filter(isMandatory).map((node) => ({ node, keys: keysOf(node) })),
      choices: children.filter(isChoice).map((node) => ({ name: node.name, keys: keysOf(node) })),
    };
    this.#shapes.set(owner, shape);
    return shape;
  }

  #propertiesOf(child: ElementNode): Property[] {
    const types = child.types.length > 0 ? child.types : [unknownType];
    return types.flatMap((type) => {
      const key = isChoice(child) ? choiceKey(child, type) : child.name;
      const step = isChoice(child) ? child.name.slice(0, -3) : child.name;
      const isOfChoice = isChoice(child);
      const property = { element: this.of(child, type), key, siblingKey: `_${key}`, isOfChoice, step };
      const value = { ...property, isSibling: false };
      return type.primitive && !type.isAttribute ? [value, { ...property, isSibling: true }] : [value];
    });
  }
}

const keyOf = (property: Property): string => (property.isSibling ? property.siblingKey : property.key);
const isChoice = (node: ElementNode): boolean => node.name.endsWith('[x]');
const choiceKey = (node: ElementNode, { code }: NodeType): string =>
  node.name.slice(0, -3) + code.charAt(0).toUpperCase() + code.slice(1);
const isMandatory = (node: ElementNode): boolean => node.min > 0 || node.slices.some(({ min }) => min > 0);

/** A primitive written out with children (id, extension, value) has its value in the JSON value itself. */
const isPrimitiveValue = (owner: ElementNode, child: ElementNode): boolean =>
  child.name === 'value' && (owner.types[0]?.primitive !== undefined || owner.profile.kind === 'primitive-type');

/** The JSON keys an element may come under, siblings included. */
function keysOf(node: ElementNode): string[] {
  const keys = isChoice(node) ? node.types.map((type) => choiceKey(node, type)) : [node.name];
  return keys.flatMap((key) => [key, `_${key}`]);
}

/** Those of the type and of the element; the element's text wins where both have a key. */
function mergeInvariants(ofType: readonly Invariant[], ofElement: readonly Invariant[]): Invariant[] {
  const byKey = new Map([...ofType, ...ofElement].map((invariant) => [invariant.key, invariant]));
  return [...byKey.values()].filter(({ key }) => !isNative(key));
}
