/** JSON Patch (RFC 6902) on a resource. https://hl7.org/fhir/R4/http.html#patch */
import { applyPatch as applyOperations, type Operation } from 'rfc6902';
import { issue, OutcomeError, refuse } from '../../fhir/outcome.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';

const operations = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/**
 * A patched copy of the resource.
 * @throws OutcomeError 400 for what is no JSON Patch, 422 for one that does not fit or changes type or id.
 */
export function applyPatch(resource: AgendaResource, patch: unknown): AgendaResource {
  demandPatch(patch);
  const patched = structuredCopy(resource);
  const failures = applyOperations(patched, patch).flatMap((error, index) =>
    error ? [issue('business-rule', `Patch operation ${index} does not fit: ${error.message}`, `[${index}]`)] : [],
  );
  if (failures.length > 0) throw new OutcomeError(failures);
  if (patched.resourceType !== resource.resourceType || patched.id !== resource.id) {
    refuse('business-rule', 'A patch changes neither resourceType nor id');
  }
  return patched;
}

/** A copy all the way down that keeps numbers as they were written. */
function structuredCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value;
  if (Array.isArray(value)) return value.map(structuredCopy) as T;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, structuredCopy(item)])) as T;
}

function demandPatch(patch: unknown): asserts patch is Operation[] {
  if (!Array.isArray(patch)) refuse('structure', 'A JSON Patch is a list of operations');
  for (const [index, operation] of (patch as unknown[]).entries()) {
    const { op, path, from } = (operation ?? {}) as Record<string, unknown>;
    if (!operations.includes(op as string))
      refuse('structure', `[${index}].op is one of ${operations.join(', ')}`, `[${index}].op`);
    for (const pointer of from === undefined ? [path] : [path, from]) {
      if (
        typeof pointer === 'string' &&
        /^(\/.*)?$/s.test(pointer) &&
        !/\/(__proto__|constructor|prototype)(\/|$)/.test(pointer)
      )
        continue;
      refuse('value', `[${index}].path is a JSON Pointer such as /status`, `[${index}].path`);
    }
  }
}
