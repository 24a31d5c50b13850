/** A resource changed by a JSON Patch. https://hl7.org/fhir/R4/http.html#patch */
import { asSent } from '../../agenda/page-url.ts';
import { parseJson } from '../../fhir/json.ts';
import { applyJsonPatch } from '../../fhir/json-patch.ts';
import { refuse } from '../../fhir/outcome.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { asResource } from './resource-body.ts';

/**
 * A copy of the resource, patched as its readers see it.
 * @throws OutcomeError 400 for what is no JSON Patch or leaves no resource of its type, 422 for one that does not fit or changes the id.
 */
export function applyPatch(resource: AgendaResource, patch: unknown, baseUrl: string): AgendaResource {
  const patched = asResource(applyJsonPatch(asSent(resource, baseUrl), patch), resource.resourceType, baseUrl);
  if (patched.id !== resource.id) refuse('business-rule', 'A patch does not change the id', 'id');
  return patched;
}

/**
 * The JSON Patch in a Bundle's entry: a Binary, base64. https://hl7.org/fhir/R4/http.html#jsonpatch
 * @throws OutcomeError 400 when it is none.
 */
export function readPatch(value: unknown): unknown {
  const { resourceType, data } = (value ?? {}) as { resourceType?: unknown; data?: unknown };
  if (resourceType !== 'Binary' || typeof data !== 'string') {
    return refuse('structure', 'The resource of a PATCH entry is a Binary with the JSON Patch in data', 'resource');
  }
  return parseJson(Buffer.from(data, 'base64').toString());
}
