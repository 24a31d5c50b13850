/**
 * Content negotiation: this server speaks JSON alone, under the three names that clients of the guide use.
 * https://hl7.org/fhir/R4/http.html#parameters, https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
import { isFhirJson, type MediaType, parseMediaType } from './media-type.ts';
import { EdgeRefusal } from './refusals.ts';

/**
 * Refuses (406) a request that cannot be answered in JSON. `format` is the value of `_format`, decoded; when there is
 * one, `accept`, the header, is not looked at.
 */
export function demandJsonIsAcceptable(accept: string | undefined, format: string | undefined): void {
  if (format === undefined ? isJsonAccepted(accept) : isJsonFormat(format)) return;
  const asked = format === undefined ? `Accept: ${accept}` : `_format=${format}`;
  throw new EdgeRefusal('not-acceptable', `Only application/fhir+json can be answered, not ${asked}`);
}

/** Whether a value of `_format` asks for JSON: `json`, or one of its media types. */
export const isJsonFormat = (format: string): boolean => {
  const mediaType = parseMediaType(format);
  return mediaType.type === 'json' || isFhirJson(mediaType);
};

/** Whether an `Accept` header admits JSON. The most specific ranges that speak of JSON decide; absent, all goes. */
export function isJsonAccepted(accept: string | undefined): boolean {
  if (!accept?.trim()) return true;
  const ranges = accept.split(',').map(parseMediaType);
  const [deciding = []] = specificity.map((speaksOfJson) => ranges.filter(speaksOfJson)).filter((some) => some.length);
  return deciding.some((range) => Number(range.parameters.q ?? 1) > 0);
}

/** From the most specific ranges to the least. */
const specificity: readonly ((range: MediaType) => boolean)[] = [
  isFhirJson,
  (range) => range.type === 'application/*',
  (range) => range.type === '*/*',
];
