/** Resources in the form in which they leave, as text. */
import type { Resource } from '@medplum/fhirtypes';

/** One resource of an answer. */
export interface Rendered {
  /** `Practitioner/123`. */
  readonly reference: string;
  readonly json: string;
}

export const toRendered = (resource: Resource): Rendered => ({
  reference: `${resource.resourceType}/${resource.id}`,
  json: JSON.stringify(resource),
});

/** Each resource once, at its first place. */
export const once = (all: readonly Rendered[]): Rendered[] => [
  ...new Map(all.map((one) => [one.reference, one])).values(),
];
