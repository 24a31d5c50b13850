/** Contained resources. https://hl7.org/fhir/R4/references.html#contained, invariants dom-2 to dom-5 of DomainResource */
import { asText, isObject, type JsonObject } from './json.ts';
import type { Run } from './run.ts';

/** What a resource contains, by id; the first one wins. */
export function indexContained({ contained }: JsonObject): ReadonlyMap<unknown, JsonObject> {
  if (!Array.isArray(contained)) return none;
  return new Map(
    contained
      .filter(isObject)
      .reverse()
      .map((one) => [one.id, one]),
  );
}

const none: ReadonlyMap<unknown, JsonObject> = new Map();

/** Rules on a resource that is contained in another. */
export function checkContainedResource(run: Run, value: JsonObject): void {
  const meta = isObject(value.meta) ? value.meta : {};
  const tell = (constraint: string, message: string) => run.report({ rule: 'contained', constraint, message });
  if (value.contained !== undefined)
    tell('dom-2', 'A contained resource cannot contain others: put them in the outer resource.');
  if (meta.versionId !== undefined || meta.lastUpdated !== undefined)
    tell('dom-4', 'A contained resource has no meta.versionId or meta.lastUpdated: it has no life of its own.');
  if (meta.security !== undefined) tell('dom-5', 'A contained resource has no meta.security: the outer resource has.');
  if (value.id === undefined)
    tell('contained-id', 'A contained resource needs an id, by which the outer resource refers to it.');
}

/** dom-3: each contained resource is referred to, or refers to its container. One pass over the resource. */
export function checkContained(run: Run, resource: JsonObject): void {
  if (!Array.isArray(resource.contained)) return;
  const used = localReferences(resource);
  const ids = new Set<string>();
  for (const [i, contained] of resource.contained.entries()) {
    if (!isObject(contained)) continue;
    run.path.push('contained', i);
    const id = asText(contained.id);
    if (id !== '' && ids.has(id))
      run.report({
        rule: 'contained',
        constraint: 'contained-id',
        value: id,
        message: `Two contained resources have the id ${id}.`,
      });
    ids.add(id);
    if (!used.has(`#${id}`) && !localReferences(contained).has('#'))
      run.report({
        rule: 'contained',
        constraint: 'dom-3',
        value: id,
        message: `The contained resource ${id} is referred to from nowhere: refer to it as "#${id || 'id'}" or leave it out.`,
      });
    run.path.splice(-2);
  }
}

/** All strings that begin with `#` under this value. */
function localReferences(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    if (value.startsWith('#')) found.add(value);
  } else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) localReferences(inner, found);
  return found;
}
