/**
 * Discriminators: a slice's own definition says what its values look like, at the place the discriminator names.
 * https://hl7.org/fhir/R4/profiling.html#discriminator
 */
import { judgeMembership } from './binding.ts';
import { MAX_VERSIONS } from './definitions.ts';
import type { Discriminator, ElementNode, Profile } from './element-node.ts';
import { asText, contains, isEqual, isObject, type JsonObject } from './json.ts';
import { primitives } from './primitives.ts';
import { resolve } from './reference.ts';
import type { Run } from './run.ts';

/** One step of a discriminator's path through a value: what it leads to. */
type Step = (run: Run, from: Found) => Found[];

/** What a value must have at the end of `steps` to be in a slice. */
export interface Criterion {
  readonly steps: readonly Step[];
  readonly test: (run: Run, found: Found) => boolean;
  /** For `exists`: whether nothing may be there. */
  readonly wantsNothing: boolean;
}

/** A value found at the end of a discriminator's path, with its type when the JSON key told it. */
interface Found {
  readonly value: unknown;
  readonly type: string | undefined;
}

/** Makes the criteria of slices, each once for every version that canonicals without one may mean. */
export class Discriminators {
  readonly #byVersion = new Map<string | undefined, Map<readonly ElementNode[], readonly (readonly Criterion[])[]>>();

  /** The criteria of each slice of an element, one for each discriminator. */
  criteriaOf(run: Run, { slicing, slices }: ElementNode): readonly (readonly Criterion[])[] {
    const known = this.#knownIn(run.version);
    const made = known.get(slices);
    if (made) return made;
    const discriminators = slicing?.discriminators ?? [];
    const criteria = slices.map((slice) => discriminators.map((one) => toCriterion(run, one, slice)));
    known.set(slices, criteria);
    return criteria;
  }

  #knownIn(version: string | undefined): Map<readonly ElementNode[], readonly (readonly Criterion[])[]> {
    const known = this.#byVersion.get(version);
    if (known) return known;
    // callers may name any number of versions that do not exist
    if (this.#byVersion.size > MAX_VERSIONS) this.#byVersion.clear();
    const made = new Map<readonly ElementNode[], readonly (readonly Criterion[])[]>();
    this.#byVersion.set(version, made);
    return made;
  }
}

/** True when the value, of this type, has what the criterion asks for. */
export function meets(run: Run, { steps, test, wantsNothing }: Criterion, value: unknown, type: string): boolean {
  const found = steps.reduce<Found[]>((all, step) => all.flatMap((one) => step(run, one)), [{ value, type }]);
  return wantsNothing ? found.length === 0 : found.some((one) => test(run, one));
}

/** `coding.system` -> steps; a dot inside parentheses is no separator. */
const toSteps = (path: string): string[] => (path === '$this' ? [] : (path.match(/[^.()]+(\([^)]*\))?/g) ?? []));

function toCriterion(run: Run, { type, path }: Discriminator, slice: ElementNode): Criterion {
  const steps = toSteps(path);
  const nodes = steps.reduce<ElementNode[]>((all, step) => all.flatMap((node) => descend(run, node, step)), [slice]);
  const wantsNothing = type === 'exists' && nodes.some(({ max }) => max === 0);
  const test = type === 'profile' ? conformsTo(run, nodes) : toTest(type, nodes, path === 'url' ? slice : undefined);
  return { steps: steps.map(toStep), wantsNothing, test };
}

function toTest(
  type: Discriminator['type'],
  nodes: readonly ElementNode[],
  extension: ElementNode | undefined,
): Criterion['test'] {
  if (type === 'exists') return () => true;
  if (type === 'type') return isOfType(nodes);
  const tests = nodes.flatMap((node) => valueTest(node) ?? []);
  if (tests.length > 0) return (run, found) => tests.some((test) => test(run, found));
  const urls = new Set(extension?.types.flatMap(({ profiles }) => profiles.map((one) => one.split('|')[0])));
  return (_run, { value }) => typeof value === 'string' && urls.has(value);
}

function isOfType(nodes: readonly ElementNode[]): Criterion['test'] {
  const codes = new Set(nodes.flatMap(typesOf));
  return (_run, { value, type }) => {
    const resourceType = isObject(value) ? value.resourceType : undefined;
    return codes.has(asText(resourceType ?? type)) || (resourceType !== undefined && codes.has('Resource'));
  };
}

/** An element's types; the root of a profile has none but the one it constrains. */
const typesOf = ({ types, profile }: ElementNode): string[] =>
  types.length > 0 ? types.map(({ code }) => code) : [profile.type];

/** The profiles that an element's types name; the root of a profile, where `resolve()` leads, is one itself. */
function conformsTo(run: Run, nodes: readonly ElementNode[]): Criterion['test'] {
  const wanted = nodes.flatMap((node) =>
    node === node.profile.root
      ? [node.profile]
      : node.types.flatMap(({ profiles }) => profiles.flatMap((one) => run.profile(one, node.profile) ?? [])),
  );
  return (on, { value }) => isObject(value) && wanted.some((profile) => satisfies(on, value, profile));
}

function satisfies(run: Run, value: JsonObject, profile: Profile): boolean {
  if (profile.kind === 'resource') return run.whyNot(value, profile) === undefined;
  return run.whyNotOfType(value, profile) === undefined;
}

/** The test that an element's own fixed value, pattern or required binding makes; else what its children make together. */
function valueTest(node: ElementNode): Criterion['test'] | undefined {
  const { fixed, pattern, binding } = node;
  if (fixed !== undefined) return (_run, { value }) => isEqual(value, fixed);
  if (pattern !== undefined) return (_run, { value }) => contains(value, pattern);
  const inside = patternOfChildren(node);
  if (inside !== undefined) return (_run, { value }) => contains(value, inside);
  if (binding?.strength === 'required')
    return (run, { value }) => ['in', 'unlisted'].includes(judgeMembership(run, node, binding.valueSet, value));
  return undefined;
}

/** `{ system: … }` from a child that fixes its system; undefined when no mandatory child fixes anything. */
function patternOfChildren(node: ElementNode): unknown {
  const parts = [...(node.children?.values() ?? [])].flatMap((child) => {
    const part = child.fixed ?? child.pattern ?? patternOfChildren(child);
    if (part === undefined || child.min === 0) return [];
    return [[child.name, child.isList ? [part] : part]];
  });
  return parts.length > 0 ? Object.fromEntries(parts) : undefined;
}

/** One step of a discriminator's path through the definitions. */
function descend(run: Run, node: ElementNode, step: string): ElementNode[] {
  if (step === 'resolve()')
    return node.types.flatMap(({ targets }) => targets.flatMap((one) => run.profile(one, node.profile)?.root ?? []));
  if (step.startsWith('ofType(') || step.startsWith('as(')) return [node];
  const url = extensionUrl(step);
  const children = childrenOf(run, node);
  if (url === undefined) return [children?.get(step) ?? children?.get(`${step}[x]`) ?? []].flat();
  const extension = children?.get('extension');
  return extension?.slices.filter(({ types }) => types.some(({ profiles }) => profiles.includes(url))) ?? [];
}

const childrenOf = (run: Run, node: ElementNode): ElementNode['children'] =>
  node.children ?? run.equipment.definitions.baseType(node.types[0]?.code ?? '')?.root.children;

const extensionUrl = (step: string): string | undefined => /^extension\(['"](.*)['"]\)$/.exec(step)?.[1];

/** The same step through a value; from what is no object it leads nowhere. */
function toStep(step: string): Step {
  const follow = toFollow(step);
  return (run, { value, type }) => (isObject(value) ? follow(run, value, type) : []);
}

function toFollow(step: string): (run: Run, value: JsonObject, type: string | undefined) => Found[] {
  if (step === 'resolve()') return resolved;
  if (step.startsWith('ofType(') || step.startsWith('as(')) {
    const wanted = step.replace(/^\w+\(|\)$/g, '');
    return (_run, value, type) => (type === wanted ? [{ value, type }] : []);
  }
  const url = extensionUrl(step);
  if (url !== undefined)
    return (_run, { extension }) => many(extension).filter((one) => isObject(one.value) && one.value.url === url);
  const sibling = `_${step}`;
  return (_run, value) => (step in value || sibling in value ? many(value[step]) : choiceOf(value, step));
}

const many = (value: unknown, type?: string): Found[] =>
  (Array.isArray(value) ? value : [value]).map((one) => ({ value: one, type }));

function choiceOf(value: Record<string, unknown>, step: string): Found[] {
  const names = Object.keys(value).map((key) => key.replace(/^_/, ''));
  const key = names.find((one) => one.startsWith(step) && /^[A-Z]/.test(one.slice(step.length)));
  return key === undefined ? [] : many(value[key], typeNamed(key.slice(step.length)));
}

/** The type that a JSON key ends in: `string` of `valueString`. */
function typeNamed(ending: string): string {
  const name = ending.charAt(0).toLowerCase() + ending.slice(1);
  return primitives.has(name) ? name : ending;
}

function resolved(run: Run, value: Record<string, unknown>): Found[] {
  const reference = typeof value.reference === 'string' ? value.reference : undefined;
  const target = reference === undefined ? undefined : resolve(run, reference);
  if (target) return [{ value: target, type: undefined }];
  const type = /(?:^|\/)([A-Z][A-Za-z]+)\/[^/]+$/.exec(reference ?? '')?.[1];
  return type ? [{ value: { resourceType: type }, type }] : [];
}
