/** Contained resources. https://hl7.org/fhir/R4/references.html#contained, invariants dom-2 to dom-5 of DomainResource */

import type { Finding } from './finding.ts';
import { asText, isObject, type JsonObject } from './json.ts';
import { localReferences } from './local-references.ts';
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

/** Tells a broken rule of DomainResource, by its key. */
function report(run: Run, finding: Pick<Finding, 'constraint' | 'message' | 'value'>): void {
  const base = run.equipment.definitions.baseType('DomainResource');
  const element = finding.constraint === 'contained-id' ? 'DomainResource.contained' : 'DomainResource';
  run.report({ rule: 'contained', node: base?.elements.get(element), ...finding });
}

/** Rules on a resource that is contained in another. */
export function checkContainedResource(run: Run, value: JsonObject): void {
  const meta = isObject(value.meta) ? value.meta : {};
  const tell = (constraint: string, message: string) => report(run, { constraint, message });
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
  const used = localReferences(run, resource);
  const ids = new Set<string>();
  for (const [i, contained] of resource.contained.entries()) {
    if (!isObject(contained)) continue;
    run.path.push('contained', i);
    const id = asText(contained.id);
    if (id !== '' && ids.has(id)) reportTwice(run, id);
    ids.add(id);
    if (!used.has(`#${id}`) && !localReferences(run, contained).has('#')) reportUnused(run, id);
    run.path.splice(-2);
  }
}

const reportTwice = (run: Run, id: string): void =>
  report(run, { constraint: 'contained-id', value: id, message: `Two contained resources have the id ${id}.` });

function reportUnused(run: Run, id: string): void {
  const subject = id === '' ? 'A contained resource without id' : `The contained resource ${id}`;
  const advice = id === '' ? 'give it an id and refer to it by that' : `refer to it as "#${id.replace(/^#/, '')}"`;
  const message = `${subject} is referred to from nowhere: ${advice}, or leave it out.`;
  report(run, { constraint: 'dom-3', ...(id === '' ? {} : { value: id }), message });
}
