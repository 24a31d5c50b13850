/**
 * Discriminators: a slice's own definition says what its values look like, at the place the discriminator names.
 * https://hl7.org/fhir/R4/profiling.html#discriminator
 */
import { judgeMembership } from './binding.ts';
import type { Discriminator, ElementNode } from './element-node.ts';
import { asText, contains, isEqual, isObject } from './json.ts';
import { resolve } from './reference.ts';
import type { Run } from './run.ts';

/** What a value must have at `steps` to be in a slice. */
export interface Criterion {
  readonly steps: readonly string[];
  readonly test: (run: Run, found: Found) => boolean;
  /** For `exists`: whether nothing may be there. */
  readonly wantsNothing: boolean;
}

/** A value found at the end of a discriminator's path, with its type when the JSON key told it. */
interface Found {
  readonly value: unknown;
  readonly type: string | undefined;
}

const known = new WeakMap<ElementNode, readonly Criterion[]>();

/** The criteria of a slice, one for each discriminator; made once. */
export function criteriaOf(run: Run, owner: ElementNode, slice: ElementNode): readonly Criterion[] {
  const made = known.get(slice);
  if (made) return made;
  const criteria = (owner.slicing?.discriminators ?? []).map((one) => toCriterion(run, one, slice));
  known.set(slice, criteria);
  return criteria;
}

/** True when the value, of this type, has what the criterion asks for. */
export function meets(run: Run, { steps, test, wantsNothing }: Criterion, value: unknown, type: string): boolean {
  const found = steps.reduce<Found[]>((all, step) => all.flatMap((one) => follow(run, one, step)), [{ value, type }]);
  return wantsNothing ? found.length === 0 : found.some((one) => test(run, one));
}

/** `coding.system` -> steps; a dot inside parentheses is no separator. */
const toSteps = (path: string): string[] => (path === '$this' ? [] : (path.match(/[^.()]+(\([^)]*\))?/g) ?? []));

function toCriterion(run: Run, { type, path }: Discriminator, slice: ElementNode): Criterion {
  const steps = toSteps(path);
  const nodes = steps.reduce<ElementNode[]>((all, step) => all.flatMap((node) => descend(run, node, step)), [slice]);
  const wantsNothing = type === 'exists' && nodes.some(({ max }) => max === 0);
  return { steps, wantsNothing, test: toTest(type, nodes, path === 'url' ? slice : undefined) };
}

function toTest(
  type: Discriminator['type'],
  nodes: readonly ElementNode[],
  extension: ElementNode | undefined,
): Criterion['test'] {
  if (type === 'exists') return () => true;
  if (type === 'type') return isOfType(nodes);
  if (type === 'profile') return conformsTo(nodes);
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

function conformsTo(nodes: readonly ElementNode[]): Criterion['test'] {
  const wanted = nodes.flatMap((node) =>
    node.types.flatMap(({ profiles }) => profiles.map((canonical) => ({ canonical, node }))),
  );
  return (run, { value }) =>
    isObject(value) &&
    wanted.some(({ canonical, node }) => {
      const profile = run.profile(canonical, node.profile);
      return profile !== undefined && run.whyNot(value, profile) === undefined;
    });
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

/** The same step through a value. */
function follow(run: Run, { value, type }: Found, step: string): Found[] {
  if (!isObject(value)) return [];
  if (step === 'resolve()') return resolved(run, value);
  if (step.startsWith('ofType(') || step.startsWith('as('))
    return type === step.replace(/^\w+\(|\)$/g, '') ? [{ value, type }] : [];
  const url = extensionUrl(step);
  if (url !== undefined) return many(value.extension).filter((one) => isObject(one.value) && one.value.url === url);
  return step in value ? many(value[step]) : choiceOf(value, step);
}

const many = (value: unknown, type?: string): Found[] =>
  (Array.isArray(value) ? value : [value]).map((one) => ({ value: one, type }));

function choiceOf(value: Record<string, unknown>, step: string): Found[] {
  const key = Object.keys(value).find((one) => one.startsWith(step) && /^[A-Z]/.test(one.slice(step.length)));
  return key === undefined ? [] : many(value[key], key.slice(step.length));
}

function resolved(run: Run, value: Record<string, unknown>): Found[] {
  const reference = typeof value.reference === 'string' ? value.reference : undefined;
  const target = reference === undefined ? undefined : resolve(run, reference);
  if (target) return [{ value: target, type: undefined }];
  const type = /(?:^|\/)([A-Z][A-Za-z]+)\/[^/]+$/.exec(reference ?? '')?.[1];
  return type ? [{ value: { resourceType: type }, type }] : [];
}
