/** A profile compiled: the tree of its snapshot's elements, ready to walk. https://hl7.org/fhir/R4/elementdefinition.html */
import type { Primitive } from './primitives.ts';

/** A profile (or a base type), compiled from its StructureDefinition. */
export interface Profile {
  readonly url: string;
  readonly version: string | undefined;
  /** The type it constrains: `Slot`, `Identifier`, `Extension`. */
  readonly type: string;
  readonly kind: 'resource' | 'complex-type' | 'primitive-type' | 'logical';
  readonly isAbstract: boolean;
  /** Where an extension may stand; empty for what is no extension. */
  readonly contexts: readonly { readonly type: string; readonly expression: string }[];
  readonly root: ElementNode;
  /** Every element by its id. */
  readonly elements: ReadonlyMap<string, ElementNode>;
}

/** One type an element may have. */
export interface NodeType {
  readonly code: string;
  readonly primitive: Primitive | undefined;
  /** True for what XML writes as an attribute (Element.id, Extension.url): it has no `_` sibling. */
  readonly isAttribute: boolean;
  readonly profiles: readonly string[];
  readonly targets: readonly string[];
  /** How a reference may reach its target; empty: any way. */
  readonly aggregation: readonly ('contained' | 'referenced' | 'bundled')[];
}

export interface Binding {
  readonly strength: 'required' | 'extensible' | 'preferred';
  readonly valueSet: string;
  /** Beyond a weaker binding: the value set no code may leave (elementdefinition-maxValueSet). */
  readonly limit: string | undefined;
}

/** An invariant in FHIRPath. `base` is the path its expression starts from. */
export interface Invariant {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  readonly human: string;
  readonly expression: string;
  readonly base: string;
}

export interface Discriminator {
  readonly type: 'value' | 'pattern' | 'exists' | 'type' | 'profile';
  readonly path: string;
}

export interface Slicing {
  readonly discriminators: readonly Discriminator[];
  readonly rules: 'open' | 'closed' | 'openAtEnd';
  readonly isOrdered: boolean;
}

/** One element of a profile. `children` is undefined when the profile says nothing below: the type's own tree holds. */
export interface ElementNode {
  readonly profile: Profile;
  /** The element's id in the snapshot: `Slot.serviceType:TypeConsultation.coding`. */
  readonly id: string;
  readonly path: string;
  /** The last step of the path: `coding`, `value[x]`. */
  readonly name: string;
  readonly sliceName: string | undefined;
  readonly min: number;
  readonly max: number;
  readonly isList: boolean;
  readonly isModifier: boolean;
  readonly types: readonly NodeType[];
  readonly fixed: unknown;
  readonly pattern: unknown;
  readonly maxLength: number | undefined;
  readonly minValue: unknown;
  readonly maxValue: unknown;
  readonly binding: Binding | undefined;
  readonly invariants: readonly Invariant[];
  /** The element whose children these are: `url#id`, or `#id` in the same profile. */
  readonly contentReference: string | undefined;
  slicing: Slicing | undefined;
  readonly slices: ElementNode[];
  children: Map<string, ElementNode> | undefined;
}

/** The element in words a person recognises: its path, and the slice when it is one. */
export const nameOf = (node: ElementNode): string =>
  node.sliceName ? `${node.path} (slice ${node.sliceName})` : node.path;
