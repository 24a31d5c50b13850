/** One line of an import: its resource, and what the rest of the file may call it. */
import { isUtf8 } from 'node:buffer';
import type { Identifier } from '@medplum/fhirtypes';
import { isJsonObject, parseJson } from '../fhir/json.ts';
import { toPrefixedValue } from '../fhir/national-identifier.ts';
import { OutcomeError, refuse } from '../fhir/outcome.ts';
import { parseReference } from '../fhir/reference.ts';
import {
  type AgendaResource,
  isResourceId,
  isResourceType,
  type ResourceType,
  resourceTypes,
} from '../fhir/resource-type.ts';
import type { IdentifierKey } from '../store/unit-of-work.ts';
import type { WholePiece } from './piece.ts';

export interface ImportLine {
  readonly resource: AgendaResource;
  /** The id that the file gives it: its own, else that of its full URL. */
  readonly ownId: string | undefined;
  readonly fullUrl: string | undefined;
}

/**
 * Reads a piece: text, JSON, entry, and a resource of a type that is kept here. Undefined for an entry that carries none
 * of the Bundle's resources (`search.mode` outcome).
 * @throws OutcomeError that says what it is instead.
 */
export function readLine({ bytes, entry, isAtEnd }: WholePiece): ImportLine | undefined {
  if (!isUtf8(bytes)) refuse('structure', 'the text is not UTF-8');
  const value = isAtEnd ? parseLast(bytes.toString()) : parseJson(bytes.toString());
  if (entry === undefined) return toLine(value, undefined);
  const { fullUrl, resource, request, search } = (isJsonObject(value) ? value : {}) as Entry;
  if (search?.mode === 'outcome') return undefined;
  const method = request?.method ?? 'PUT';
  if (method !== 'PUT' && method !== 'POST') refuse('not-supported', `an entry to ${method} is not for an import`);
  return toLine(resource, typeof fullUrl === 'string' ? fullUrl : undefined);
}

interface Entry {
  readonly fullUrl?: unknown;
  readonly resource?: unknown;
  readonly request?: { readonly method?: unknown };
  readonly search?: { readonly mode?: unknown };
}

function parseLast(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    return refuse('structure', `${(error as Error).message}; the file ends here, it may have been cut short`);
  }
}

function toLine(value: unknown, fullUrl: string | undefined): ImportLine {
  if (!isJsonObject(value)) return refuse('structure', 'this is no resource');
  const { resourceType, id } = value;
  if (typeof resourceType !== 'string') refuse('required', 'resourceType is missing', 'resourceType');
  if (!isResourceType(resourceType)) {
    const name = typeof id === 'string' && isResourceId(id) ? `${resourceType}/${id}: ` : '';
    const reason =
      resourceType === 'Bundle'
        ? 'a Bundle is imported as a file of its own (--format bundle)'
        : `${resourceType} is none of ${resourceTypes.join(', ')}`;
    refuse('not-supported', `${name}${reason}`, 'resourceType');
  }
  const ownId = typeof id === 'string' ? id : idOfUrl(fullUrl, resourceType);
  return { resource: value as unknown as AgendaResource, ownId, fullUrl };
}

/** `urn:uuid:…` is as good as an id: the same file imported again is then the same resource. */
function idOfUrl(fullUrl: string | undefined, type: ResourceType): string | undefined {
  const uuid = /^urn:uuid:([0-9a-f-]{36})$/i.exec(fullUrl ?? '')?.[1];
  if (uuid) return uuid.toLowerCase();
  const key = parseReference(fullUrl?.split('/').slice(-2).join('/'));
  return key?.type === type ? key.id : undefined;
}

/** What the rest of the file may refer to it by. */
export const namesOf = ({ resource, ownId, fullUrl }: ImportLine): string[] => [
  ...(ownId === undefined ? [] : [`${resource.resourceType}/${ownId}`]),
  ...(fullUrl === undefined ? [] : [fullUrl]),
];

/** Its identifiers in the form in which the store finds them: national values prefixed, those without value left out. */
export function identifiersOf({ resource }: ImportLine): IdentifierKey[] {
  const identifiers = (resource.identifier ?? []) as readonly Identifier[];
  return identifiers
    .filter(({ value }) => value)
    .map(({ system = '', value = '' }) => ({
      type: resource.resourceType,
      system,
      value: toPrefixedValue(system, value),
    }));
}

/** The message of a refusal; anything else is a bug of ours and goes on. */
export function reasonOf(error: unknown): string {
  if (error instanceof OutcomeError) return error.message;
  throw error;
}
