/** References between resources. https://hl7.org/fhir/R4/references.html */
import { isContainer } from './json.ts';
import { isResourceId, isResourceType, type ResourceType } from './resource-type.ts';

/** What a resource of this server is known by. */
export interface ResourceKey {
  readonly type: ResourceType;
  readonly id: string;
}

/** `Slot/123`. */
export const toReference = (key: ResourceKey): string => `${key.type}/${key.id}`;

/**
 * The resource of this server that a relative reference names (`Slot/123`, `Slot/123/_history/2`); undefined for a
 * fragment, a URN, an absolute URL or a type that is not kept here.
 */
export function parseReference(text: string | undefined): ResourceKey | undefined {
  if (!text) return undefined;
  const [type = '', id = '', ...versioned] = text.split('/');
  if (!isResourceType(type) || !isResourceId(id)) return undefined;
  if (versioned.length > 0 && !isVersion(versioned)) return undefined;
  return { type, id };
}

const isVersion = ([history, version = '', ...rest]: readonly string[]): boolean =>
  history === '_history' && isResourceId(version) && rest.length === 0;

/** The reference made relative when it is a URL below `baseUrl`, else as it was. */
export const relativize = (reference: string, baseUrl: string): string =>
  reference.startsWith(`${baseUrl}/`) ? reference.slice(baseUrl.length + 1) : reference;

/** A copy in which every `reference` is what `map` makes of it. */
export function mapReferences<T>(value: T, map: (reference: string) => string): T {
  if (Array.isArray(value)) return value.map((item) => mapReferences(item, map)) as T;
  if (!isContainer(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    key === 'reference' && typeof item === 'string' ? map(item) : mapReferences(item, map),
  ]);
  return Object.fromEntries(entries) as T;
}

/** The first `reference`, at whatever depth, for which this holds. */
export function findReference(value: unknown, isSought: (reference: string) => boolean): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { reference } = value as { reference?: unknown };
  if (typeof reference === 'string' && isSought(reference)) return reference;
  for (const item of Object.values(value)) {
    const found = findReference(item, isSought);
    if (found !== undefined) return found;
  }
  return undefined;
}
