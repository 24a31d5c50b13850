/** References within one resource: what dom-3 counts. https://hl7.org/fhir/R4/domainresource-definitions.html#DomainResource.contained */
import { asText, isObject, type JsonObject } from './json.ts';
import type { Run } from './run.ts';
import type { Property, TypedElement } from './typed-element.ts';

const uriTypes = new Set(['canonical', 'uri', 'url']);

/** What begins with `#` in a resource where a reference or a URI may stand. What is not known here is taken for one that may. */
export function localReferences(run: Run, resource: JsonObject): ReadonlySet<string> {
  const found = new Set<string>();
  collectResource(run, resource, found);
  return found;
}

type Found = Set<string>;

function collectResource(run: Run, resource: JsonObject, found: Found): void {
  const root = run.equipment.definitions.baseType(asText(resource.resourceType))?.root;
  collectObject({ run, found, element: root && run.equipment.anatomy.root(root) }, resource);
}

/** `element` is undefined where nothing is known of what an object may have. */
interface Collecting {
  readonly run: Run;
  readonly found: Found;
  readonly element: TypedElement | undefined;
}

function collectObject(collecting: Collecting, value: JsonObject): void {
  for (const [key, item] of Object.entries(value)) {
    const property = collecting.element?.shape.properties.get(key);
    for (const one of Array.isArray(item) ? item : [item])
      if (isObject(one)) collectInner(collecting, property, one);
      else if (typeof one === 'string' && one.startsWith('#') && mayRefer(key, property)) collecting.found.add(one);
  }
}

function collectInner({ run, found }: Collecting, property: Property | undefined, value: JsonObject): void {
  if (property?.element.isResource) collectResource(run, value, found);
  else collectObject({ run, found, element: property?.element }, value);
}

const mayRefer = (key: string, property: Property | undefined): boolean =>
  key === 'reference' || !property || uriTypes.has(property.element.type.code);
