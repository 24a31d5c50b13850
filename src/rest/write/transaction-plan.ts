/** A transaction's entries made into steps: what each is about, and the order in which they are done. */

import { parseCondition } from '../../agenda/writing/condition.ts';
import { parseDateTime } from '../../fhir/instant.ts';
import { refuse } from '../../fhir/outcome.ts';
import { parseReference, type ResourceKey, relativize } from '../../fhir/reference.ts';
import {
  type AgendaResource,
  isResourceId,
  isResourceType,
  type ResourceType,
  resourceTypes,
} from '../../fhir/resource-type.ts';
import { parseQuery } from '../../fhir/search/query-string.ts';
import type { IdentifierKey, SlotWindow } from '../../store/unit-of-work.ts';
import type { BundleEntry } from './bundle-entry.ts';
import { asResource } from './resource-body.ts';
import type { ForeseenWrite } from './sees-of.ts';

/** What an entry is about: for a conditional one the resource that has the identifier, else the one it makes. */
export type EntryTarget =
  | { readonly kind: 'one'; readonly key: ResourceKey }
  | { readonly kind: 'identified'; readonly identifier: IdentifierKey }
  | { readonly kind: 'window'; readonly window: SlotWindow };

export interface PlannedEntry {
  readonly entry: BundleEntry;
  readonly type: ResourceType;
  readonly target: EntryTarget;
  /** For POST and PUT: the resource, its references not resolved yet. */
  readonly resource?: AgendaResource;
  /** The id of what is created. */
  readonly newId: string;
}

export interface Planning {
  readonly baseUrl: string;
  readonly newId: () => string;
  readonly acceptsClientIds: boolean;
}

/** The plan of one entry that writes. @throws OutcomeError 400 for an address that no transaction takes. */
export function planEntry(entry: BundleEntry, planning: Planning): PlannedEntry {
  const [path = '', query] = entry.url.split(/\?(.*)/s);
  const [type = '', id, ...rest] = path.split('/');
  if (!isResourceType(type) || rest.length > 0 || (id !== undefined && !isResourceId(id))) {
    return refuse(
      'value',
      `request.url "${entry.url}" is no Type, Type/id or Type?identifier=… of this server`,
      'request.url',
    );
  }
  const hasBody = entry.method === 'POST' || entry.method === 'PUT';
  const resource = hasBody ? asResource(entry.resource, type, planning.baseUrl) : undefined;
  const ownId = entry.method === 'PUT' && planning.acceptsClientIds ? resource?.id : undefined;
  const newId = ownId || planning.newId();
  const target = targetOf(entry, { type, id, query, newId, baseUrl: planning.baseUrl });
  return { entry, type, target, newId, ...(resource ? { resource } : {}) };
}

interface Address {
  readonly type: ResourceType;
  readonly id: string | undefined;
  readonly query: string | undefined;
  readonly newId: string;
  readonly baseUrl: string;
}

function targetOf({ method, ifNoneExist }: BundleEntry, { type, id, query, newId, baseUrl }: Address): EntryTarget {
  if (method === 'POST') {
    if (id !== undefined || query !== undefined) refuse('value', 'POST takes a type alone', 'request.url');
    if (ifNoneExist === undefined) return { kind: 'one', key: { type, id: newId } };
    return { kind: 'identified', identifier: parseCondition(type, ifNoneExist, 'ifNoneExist') };
  }
  if (id !== undefined) return { kind: 'one', key: { type, id } };
  const window = method === 'DELETE' && type === 'Slot' ? findWindow(query ?? '', baseUrl) : undefined;
  if (window) return { kind: 'window', window };
  return { kind: 'identified', identifier: parseCondition(type, query ?? '', `${method} ${type}`) };
}

/** `schedule=Schedule/1&start=ge…&start=lt…`: the slots of an agenda that start in a window. */
function findWindow(query: string, baseUrl: string): SlotWindow | undefined {
  const pairs = parseQuery(query);
  const schedule = pairs.find(({ name }) => name === 'schedule')?.value;
  if (schedule === undefined) return undefined;
  const scheduleId = parseReference(relativize(schedule, baseUrl))?.id ?? schedule;
  const starts = pairs.filter(({ name }) => name === 'start').map(({ value }) => value);
  const from = boundOf(starts, 'ge', 'from') ?? boundOf(starts, 'gt', 'to');
  const to = boundOf(starts, 'lt', 'from') ?? boundOf(starts, 'le', 'to');
  const isWhole = pairs.length === 3 && isResourceId(scheduleId) && from !== undefined && to !== undefined;
  if (isWhole && from < to) return { scheduleId, from, to };
  return refuse(
    'value',
    'DELETE Slot takes schedule=Schedule/<id>&start=ge<dateTime>&start=lt<dateTime>, the first before the second',
    'request.url',
  );
}

/** The bound in the one value with this prefix: where the stretch of time that it names begins, or where it ends. */
function boundOf(starts: readonly string[], prefix: string, side: 'from' | 'to'): number | undefined {
  const start = starts.find((value) => value.startsWith(prefix));
  return start === undefined ? undefined : parseDateTime(start.slice(prefix.length))?.[side];
}

/** What is known of the entry's write before any is decided; none where it clears a window, of which the slots are not known. */
export function foresee({ type, target, newId, resource }: PlannedEntry): ForeseenWrite[] {
  if (target.kind === 'window') return [];
  if (target.kind === 'one') return [{ key: target.key, resource }];
  return [{ key: { type, id: newId }, resource, condition: target.identifier }];
}

/** Deletions first and what refers before what is referred to; then the others the other way round. */
export const inOrder = (plans: readonly PlannedEntry[]): PlannedEntry[] =>
  [...plans].sort((a, b) => rankOf(a) - rankOf(b));

function rankOf({ entry, type, target }: PlannedEntry): number {
  const byType = resourceTypes.indexOf(type);
  if (entry.method === 'DELETE') return target.kind === 'window' ? -100 : -byType - 1;
  return byType;
}
