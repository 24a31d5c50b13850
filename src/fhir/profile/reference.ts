/** References: form, resolution, target type and profile, aggregation. https://hl7.org/fhir/R4/references.html */
import { type ElementNode, type NodeType, nameOf } from './element-node.ts';
import { type JsonObject, showJson } from './json.ts';
import type { Run } from './run.ts';
import type { TypedElement } from './typed-element.ts';

const BASE = 'http://hl7.org/fhir/StructureDefinition/';
const restful = /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** A reference, and what it leads to when that is at hand. */
interface Found {
  readonly reference: string;
  readonly target: JsonObject | undefined;
}

/** Judges one Reference; the walk has judged its form already. */
export function checkReference(run: Run, element: TypedElement, value: JsonObject): void {
  const { node, type } = element;
  const reference = typeof value.reference === 'string' ? value.reference : undefined;
  const target = reference === undefined ? undefined : resolve(run, reference);
  if (reference !== undefined) {
    checkForm(run, node, reference);
    checkLocalTarget(run, node, { reference, target });
    if (type.aggregation.length > 0) checkAggregation(run, element, { reference, target });
  }
  const targetType = typeOfTarget(run, reference, target) ?? (typeof value.type === 'string' ? value.type : undefined);
  checkStatedType(run, node, value, targetType);
  if (targetType !== undefined && type.targets.length > 0)
    checkTarget(run, node, { type, targetType, target, reference });
}

/** A reference is `#id`, an absolute URI, or `Type/id` (`Type?…` in a transaction), with a resource type of R4. */
function checkForm(run: Run, node: ElementNode, reference: string): void {
  if (reference === '' || /^(#|[a-z][a-z0-9+.-]*:)\S*$/i.test(reference)) return;
  const type = /^([A-Z][A-Za-z]+)(\/[A-Za-z0-9\-.]{1,64}(\/_history\/[A-Za-z0-9\-.]{1,64})?|\?\S+)$/.exec(
    reference,
  )?.[1];
  if (type !== undefined && isResourceType(run, type)) return;
  run.report({
    rule: 'reference-format',
    node,
    child: 'reference',
    value: reference,
    expected: 'Type/id, #id or an absolute URL',
    message: `${nameOf(node)}.reference must be Type/id, #id or an absolute URL; found ${showJson(reference)}.`,
  });
}

const isResourceType = (run: Run, name: string): boolean =>
  run.equipment.definitions.codes('http://hl7.org/fhir/ValueSet/resource-types')?.judgeCode(name) === 'in';

/** What a reference points to, when it is in the same document: contained, or in the bundle. */
export function resolve(run: Run, reference: string): JsonObject | undefined {
  const { resource, container, contained, bundle, fullUrl } = run.scope;
  if (reference === '#') return container === resource ? undefined : container;
  if (reference.startsWith('#')) return contained.get(reference.slice(1));
  if (!bundle) return undefined;
  const bare = reference.replace(/\/_history\/[^/]+$/, '');
  return bundle.byFullUrl.get(absolute(bare, fullUrl)) ?? bundle.byTypeAndId.get(bare);
}

/** A relative reference is relative to the server its own entry comes from. */
function absolute(reference: string, fullUrl: string | undefined): string {
  if (fullUrl === undefined || /^[a-z][a-z0-9+.-]*:/i.test(reference)) return reference;
  const own = restful.exec(fullUrl);
  return own ? `${fullUrl.slice(0, own.index)}/${reference}` : reference;
}

/** The type of what is at hand, else the one the reference names, if R4 knows it. */
function typeOfTarget(run: Run, reference: string | undefined, target: JsonObject | undefined): string | undefined {
  if (typeof target?.resourceType === 'string') return target.resourceType;
  const named = restful.exec(reference ?? '')?.[1];
  return named !== undefined && isResourceType(run, named) ? named : undefined;
}

/** A UUID leads nowhere but to an entry of the same bundle. */
function reportNoEntry(run: Run, node: ElementNode, reference: string): void {
  run.report({
    rule: 'reference-unresolved',
    node,
    severity: 'warning',
    value: reference,
    expected: 'the fullUrl of an entry',
    message: `${nameOf(node)} refers to ${reference}, but no entry of this bundle has that fullUrl.`,
  });
}

/** ref-1: what is said to be contained is; and a UUID, an entry. */
function checkLocalTarget(run: Run, node: ElementNode, { reference, target }: Found): void {
  if (target) return;
  if (run.scope.bundle && reference.startsWith('urn:uuid:')) reportNoEntry(run, node, reference);
  if (!reference.startsWith('#')) return;
  run.report({
    rule: 'reference-unresolved',
    node,
    constraint: 'ref-1',
    value: reference,
    expected: 'the id of a contained resource',
    message: `${nameOf(node)} refers to ${reference}, but no contained resource has that id.`,
  });
}

function checkAggregation(run: Run, { node, type: { aggregation } }: TypedElement, { reference, target }: Found): void {
  const way = reference.startsWith('#') ? 'contained' : target ? 'bundled' : 'referenced';
  if (aggregation.includes(way) || (way === 'bundled' && aggregation.includes('referenced'))) return;
  const expected = aggregation.join(' or ');
  run.report({
    rule: 'aggregation',
    node,
    value: reference,
    expected,
    message: `${nameOf(node)} must be ${expected}; ${reference} is ${way}.`,
  });
}

function checkStatedType(run: Run, node: ElementNode, value: JsonObject, targetType: string | undefined): void {
  const stated = value.type;
  if (typeof stated !== 'string' || targetType === undefined || stated === targetType || stated === BASE + targetType)
    return;
  const message = `${nameOf(node)} says type ${stated}, but ${showJson(value.reference)} is a ${targetType}.`;
  run.report({ rule: 'reference-target', node, value: stated, expected: targetType, message });
}

interface Aim {
  readonly type: NodeType;
  readonly targetType: string;
  readonly target: JsonObject | undefined;
  readonly reference: string | undefined;
}

/** The target has one of the types allowed and, when it is at hand, satisfies one of the profiles. */
function checkTarget(run: Run, node: ElementNode, { type, targetType, target, reference }: Aim): void {
  const candidates = type.targets.filter((canonical) => mayTarget(run, node, canonical, targetType));
  const value = reference ?? targetType;
  if (candidates.length === 0) {
    const expected = type.targets.map(shortName).join(' or ');
    const message = `${nameOf(node)} must refer to ${expected}; ${value} is a ${targetType}.`;
    run.report({ rule: 'reference-target', node, value, expected, message });
    return;
  }
  const reasons = target ? candidates.map((canonical) => whyNot(run, node, canonical, target)) : [undefined];
  if (reasons.includes(undefined)) return;
  const expected = candidates.map(shortName).join(' or ');
  const message = `${nameOf(node)}: ${value} does not satisfy ${expected} (${reasons[0]}).`;
  run.report({ rule: 'reference-target', node, value, expected, message });
}

/** True when a target profile is for this type, or is not known here. */
function mayTarget(run: Run, node: ElementNode, canonical: string, targetType: string): boolean {
  if (canonical.startsWith(BASE) && canonical.lastIndexOf('/') === BASE.length - 1) {
    const name = canonical.slice(BASE.length).split('|')[0];
    if (name === targetType || name === 'Resource' || name === 'DomainResource') return true;
  }
  const profile = run.profile(canonical, node.profile);
  return profile ? profile.type === targetType : !canonical.startsWith(BASE);
}

function whyNot(run: Run, node: ElementNode, canonical: string, target: JsonObject): string | undefined {
  const profile = run.profile(canonical, node.profile);
  return !profile || profile.url.startsWith(BASE) ? undefined : run.whyNot(target, profile);
}

const shortName = (canonical: string): string => canonical.slice(canonical.lastIndexOf('/') + 1);
