/** A resource, wherever it stands: which profiles hold for it, and the rules that concern it as a whole. */
import { advise } from './advice.ts';
import { checkBundle, indexBundle } from './bundle.ts';
import { checkContained, checkContainedResource, indexContained } from './contained.ts';
import type { Profile } from './element-node.ts';
import { asText, isObject, type JsonObject } from './json.ts';
import type { Run, Scope } from './run.ts';
import { isFilled, reportNoProfile, reportUnfilled } from './structure.ts';
import type { TypedElement } from './typed-element.ts';

/** Walks a resource that stands in an element: an entry, a contained resource, a parameter. */
export function walkResource(run: Run, element: TypedElement, value: unknown): void {
  if (isFilled(value)) walkEmbedded(run, element, value);
  else reportUnfilled(run, element, value, 'a resource');
}

function walkEmbedded(run: Run, { node, type }: TypedElement, value: JsonObject): void {
  const base = knownType(run, value);
  if (!base) return;
  if (anyResource.has(type.code) || type.code === base.type) {
    const asked = type.profiles.flatMap((canonical) => run.profile(canonical, node.profile) ?? []);
    if (asked.length > 1) reportNoProfile(run, node, asked, (profile) => run.whyNot(value, profile));
    const only = asked.length === 1 ? asked : [];
    walkAgainst(run, value, { base, asked: only, container: node.name === 'contained' ? run.scope : undefined });
  } else {
    const message = `${node.path} must be a ${type.code}; found a ${base.type}.`;
    run.report({ rule: 'resource-type', node, value: base.type, expected: type.code, message });
  }
}

const anyResource = new Set(['Resource', 'DomainResource']);

/** Walks the document itself against the profiles asked for. */
export function walkDocument(run: Run, value: JsonObject, asked: readonly Profile[]): void {
  const base = knownType(run, value);
  if (base) walkAgainst(run, value, { base, asked, container: undefined });
}

/** Walks a resource against one profile and nothing else: the question whether it satisfies that profile. */
export function judgeResource(run: Run, value: JsonObject, profile: Profile): void {
  run.path.push(asText(value.resourceType));
  if (profile.type !== value.resourceType) reportWrongType(run, value, profile);
  else {
    const isContained = run.scope.contained.get(value.id) === value;
    inScope(run, value, isContained ? run.scope : undefined, () => run.equipment.walkProfile(run, profile, value));
  }
  run.path.pop();
}

interface Against {
  readonly base: Profile;
  readonly asked: readonly Profile[];
  readonly container: Scope | undefined;
}

function walkAgainst(run: Run, value: JsonObject, { base, asked, container }: Against): void {
  inScope(run, value, container, () => {
    const profiles = new Set([...asked, ...declaredProfiles(run, value)]);
    const fitting = [...profiles].filter(
      (profile) => profile.type === base.type || reportWrongType(run, value, profile),
    );
    for (const profile of fitting.length > 0 ? fitting : [base]) run.equipment.walkProfile(run, profile, value);
    advise(run, value, fitting);
    if (run.isFirstWalk(value, checkContained)) checkWhole(run, value, container);
  });
}

function checkWhole(run: Run, value: JsonObject, container: Scope | undefined): void {
  if (container) checkContainedResource(run, value);
  else checkContained(run, value);
  if (value.resourceType === 'Bundle') checkBundle(run, value);
}

/** Does its work with `value` as the resource that `%resource`, `#` and the bundle's entries mean. */
function inScope(run: Run, value: JsonObject, container: Scope | undefined, work: () => void): void {
  const outer: Scope | undefined = run.scope;
  run.scope = {
    resource: value,
    container: container?.container ?? value,
    contained: container?.contained ?? indexContained(value),
    bundle: value.resourceType === 'Bundle' ? indexBundle(value) : outer?.bundle,
    fullUrl: container?.fullUrl ?? outer?.bundle?.urlOf.get(value),
    elementIds: new Map(),
    depth: run.path.length,
  };
  work();
  run.scope = outer;
}

function knownType(run: Run, value: JsonObject): Profile | undefined {
  const name = value.resourceType;
  const base = typeof name === 'string' ? run.equipment.definitions.baseType(name) : undefined;
  if (base?.kind === 'resource' && !base.isAbstract) return base;
  const codes = run.equipment.definitions.codes('http://hl7.org/fhir/ValueSet/resource-types');
  const isR4 = typeof name === 'string' && !base && codes?.judgeCode(name) === 'in';
  run.report({
    rule: 'resource-type',
    value: name,
    severity: isR4 ? 'warning' : 'error',
    message: isR4
      ? `${name} is a resource type of R4 that is not checked here.`
      : 'resourceType must be a resource type of R4.',
  });
  return undefined;
}

function declaredProfiles(run: Run, value: JsonObject): Profile[] {
  const { meta } = value;
  if (!isObject(meta) || !Array.isArray(meta.profile)) return [];
  return meta.profile.flatMap((canonical: unknown, i) => {
    const profile = typeof canonical === 'string' ? run.profile(canonical) : undefined;
    if (profile || typeof canonical !== 'string') return profile ?? [];
    run.path.push('meta', 'profile', i);
    run.report({
      rule: 'profile',
      severity: 'warning',
      value: canonical,
      message: `The profile ${canonical} is not known here: it is not checked.`,
    });
    run.path.splice(-3);
    return [];
  });
}

/** False, once told: so that it can end a filter. */
function reportWrongType(run: Run, value: JsonObject, { url, type }: Profile): false {
  run.report({
    rule: 'profile-type',
    value: value.resourceType,
    expected: type,
    message: `The profile ${url} is for ${type}; this is a ${asText(value.resourceType)}.`,
  });
  return false;
}
