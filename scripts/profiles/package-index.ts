/** The `.index.json` of a FHIR package. https://confluence.hl7.org/display/FHIR/NPM+Package+Specification */

/** A resource and the name of the file that holds it. */
export interface PackagedResource {
  readonly filename: string;
  readonly resource: Readonly<Record<string, unknown>>;
}

const fields = ['resourceType', 'id', 'url', 'version', 'kind', 'type', 'derivation'];

/** Returns the index of a package's files, in their order. */
export const indexOf = (packaged: readonly PackagedResource[]) => ({
  'index-version': 2,
  files: packaged.map(({ filename, resource }) => ({ filename, ...describe(resource) })),
});

const describe = (resource: PackagedResource['resource']): Record<string, unknown> =>
  Object.fromEntries(
    fields.flatMap((field) => (typeof resource[field] === 'string' ? [[field, resource[field]]] : [])),
  );
