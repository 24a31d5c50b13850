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
  const slash = text.indexOf('/');
  const type = text.slice(0, Math.max(slash, 0));
  if (!isResourceType(type)) return undefined;
  const next = text.indexOf('/', slash + 1);
  const id = text.slice(slash + 1, next < 0 ? undefined : next);
  if (!isResourceId(id) || (next >= 0 && !isVersion(text.slice(next)))) return undefined;
  return { type, id };
}

const historyPrefix = '/_history/';

const isVersion = (text: string): boolean =>
  text.startsWith(historyPrefix) && isResourceId(text.slice(historyPrefix.length));

/** The reference made relative when it is a URL below `baseUrl`, else as it was. */
export const relativize = (reference: string, baseUrl: string): string =>
  reference.startsWith(`${baseUrl}/`) ? reference.slice(baseUrl.length + 1) : reference;

/** The value with every `reference` as `map` makes it; whatever part of it holds none that changes is the same object. */
export function mapReferences<T>(value: T, map: (reference: string) => string): T {
  if (!isContainer(value)) return value;
  if (Array.isArray(value)) return mapItems(value, map) as T;
  let mapped: Record<string, unknown> | undefined;
  for (const key in value) {
    const item = value[key];
    const changed = key === 'reference' && typeof item === 'string' ? map(item) : mapReferences(item, map);
    if (changed === item) continue;
    mapped ??= { ...value };
    mapped[key] = changed;
  }
  return (mapped ?? value) as T;
}

function mapItems(items: readonly unknown[], map: (reference: string) => string): readonly unknown[] {
  const mapped = items.map((item) => mapReferences(item, map));
  return mapped.every((item, index) => item === items[index]) ? items : mapped;
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
