/** Media types as HTTP writes them, and which of them are FHIR's JSON. https://hl7.org/fhir/R4/http.html#mime-type */

/** A media type or range in lower case, with its parameters: `application/json`, `{ charset: 'utf-8' }`. */
export interface MediaType {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What every FHIR answer is sent as. */
export const fhirJson = 'application/fhir+json; charset=utf-8';

const jsonTypes: ReadonlySet<string> = new Set(['application/fhir+json', 'application/json+fhir', 'application/json']);

/** The media type that `text` says; anything goes in, since HTTP clients send anything. */
export function parseMediaType(text: string): MediaType {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  return { type, parameters: Object.fromEntries(parameters.filter(Boolean).map(parseParameter)) };
}

/** `application/fhir+json; fhirVersion=5.0`: a media type as text for a person. */
export const writeMediaType = ({ type, parameters }: MediaType): string =>
  [type, ...Object.entries(parameters).map(([name, value]) => `${toProperName(name)}=${value}`)].join('; ');

const toProperName = (name: string): string => (name === 'fhirversion' ? 'fhirVersion' : name);

/** Whether it is one of the names of FHIR's JSON, the guide's `application/json+fhir` among them, in FHIR R4. */
export const isFhirJson = ({ type, parameters }: MediaType): boolean =>
  jsonTypes.has(type) && isR4(parameters.fhirversion);

const isR4 = (fhirVersion: string | undefined): boolean =>
  fhirVersion === undefined || /^4\.0(\.1)?$/.test(fhirVersion);

function parseParameter(text: string): [string, string] {
  const [name = '', value = ''] = text.split('=', 2);
  return [name.trim(), value.trim().replace(/^"(.*)"$/, '$1')];
}
