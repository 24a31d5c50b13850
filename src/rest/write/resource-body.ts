/** The resource that a writing request brings. https://hl7.org/fhir/R4/http.html#create */
import { withoutOwnAddresses } from '../../agenda/own-addresses.ts';
import { isJsonObject, parseJson } from '../../fhir/json.ts';
import { OutcomeError, refuse } from '../../fhir/outcome.ts';
import type { AgendaResource, ResourceType } from '../../fhir/resource-type.ts';
import { judgeShape } from '../../fhir/shape.ts';

/** The resource of this type in the text. @throws OutcomeError 400 for what is no JSON, no object or of another type. */
export function parseResource(text: string | undefined, type: ResourceType, baseUrl: string): AgendaResource {
  return asResource(parseJson(text ?? ''), type, baseUrl);
}

/**
 * The value as a resource of this type; its references to this server are made relative, and so is a Slot's URL of a page
 * of this server: no base is ever stored.
 * @throws OutcomeError 400 for a value that is no object, of another type or of another shape.
 */
export function asResource(value: unknown, type: ResourceType, baseUrl: string): AgendaResource {
  if (!isJsonObject(value)) return refuse('structure', `The body is a JSON object, a ${type}`);
  const found = value.resourceType;
  if (found !== type) {
    const told = typeof found === 'string' ? `"${found}"` : 'missing';
    refuse('invalid', `resourceType is ${told}; this address takes ${type}`, 'resourceType');
  }
  const issues = judgeShape(type, value);
  if (issues.length > 0) throw new OutcomeError(issues);
  return withoutOwnAddresses(value as unknown as AgendaResource, baseUrl);
}
