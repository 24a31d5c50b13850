/** Extensions: known ones against their definition, and where they may stand. https://hl7.org/fhir/R4/extensibility.html */
import type { Profile } from './element-node.ts';
import { asText, type JsonObject } from './json.ts';
import type { Run } from './run.ts';
import type { TypedElement } from './typed-element.ts';

const absolute = /^[a-z][a-z0-9+.-]*:/i;

/** Judges one Extension, wherever it stands; the walk has judged its form already. */
export function checkExtension(run: Run, element: TypedElement, value: JsonObject): void {
  checkContent(run, element, value);
  const { url } = value;
  if (typeof url !== 'string') return;
  const definition = run.profile(url, element.node.profile);
  if (definition?.type === 'Extension') checkKnown(run, element, value, definition);
  else if (!isNested(run)) checkUnknown(run, element, url);
}

/** ext-1: a value or extensions, never both, never neither. */
function checkContent(run: Run, { node }: TypedElement, value: JsonObject): void {
  const hasValue = Object.keys(value).some((key) => key.startsWith('value') || key.startsWith('_value'));
  if (hasValue !== (value.extension !== undefined)) return;
  run.report({
    rule: 'invariant',
    node,
    constraint: 'ext-1',
    expected: 'a value or extensions',
    message: hasValue
      ? 'An extension has either a value or extensions of its own, not both.'
      : 'An extension has neither a value nor extensions of its own: give it one.',
  });
}

function checkKnown(run: Run, element: TypedElement, value: JsonObject, definition: Profile): void {
  const { node } = element;
  if (definition.root !== node) run.equipment.walkProfile(run, definition, value);
  const isModifier = node.name === 'modifierExtension';
  if (!isNested(run) && definition.root.isModifier !== isModifier)
    run.report({
      rule: 'extension',
      node: definition.root,
      expected: definition.root.isModifier ? 'modifierExtension' : 'extension',
      message: `${definition.url} belongs in ${definition.root.isModifier ? 'modifierExtension' : 'extension'}, not in ${node.name}.`,
    });
  checkContext(run, definition);
}

function checkUnknown(run: Run, { node }: TypedElement, url: string): void {
  if (!absolute.test(url))
    run.report({
      rule: 'extension',
      node,
      value: url,
      expected: 'an absolute URL',
      message: `The url of an extension must be absolute; found ${url}.`,
    });
  else if (node.name === 'modifierExtension')
    run.report({
      rule: 'modifier-extension',
      node,
      value: url,
      severity: 'warning',
      message: `The modifier extension ${url} is not known here: what it changes is not understood.`,
    });
}

/** True for an extension inside an extension, whose url may be relative. */
function isNested({ path }: Run): boolean {
  const own = path.findLastIndex(isName);
  const outer = path.slice(0, own).findLast(isName);
  return outer === 'extension' || outer === 'modifierExtension';
}

const isName = (step: string | number): boolean => typeof step === 'string';

function checkContext(run: Run, definition: Profile): void {
  const { contexts } = definition;
  if (contexts.length === 0 || contexts.some(({ type }) => type === 'fhirpath')) return;
  const places = placesOf(run);
  const parent = isNested(run) ? run.extensionUrls.at(-2) : undefined;
  const isPlace = ({ type, expression }: Profile['contexts'][number]): boolean =>
    type === 'extension' ? expression.split('|')[0] === parent : places.includes(expression);
  if (contexts.some(isPlace)) return;
  const expected = contexts.map(({ expression }) => expression).join(' or ');
  run.report({
    rule: 'extension',
    node: definition.root,
    value: definition.url,
    expected,
    message: `The extension ${definition.url} does not belong on ${places[0]}: it is for ${expected}.`,
  });
}

/**
 * The names under which the place of an extension may be called: by its path in the resource (`Slot.serviceType`), by its path in
 * each type around it (`HumanName.family`), by its own type (`CodeableConcept`), or `Element`, `DomainResource`, `Resource`.
 */
function placesOf(run: Run): string[] {
  const { depth, resource } = run.scope;
  const steps = run.path.slice(depth).filter(isName);
  const places = [[asText(resource.resourceType), ...steps.slice(0, -1)].join('.'), ...pathsInTypes(run), 'Element'];
  return steps.length === 1 ? [...places, 'DomainResource', 'Resource'] : places;
}

/** `Practitioner.name.family` is also `HumanName.family` and `string`. */
function pathsInTypes({ parents }: Run): string[] {
  const names = parents.map(({ node }) => node.name.replace('[x]', ''));
  return parents.map(({ type }, i) => [type.code, ...names.slice(i + 1)].join('.'));
}
