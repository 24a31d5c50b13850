/** A transaction's entries made into steps: ids given, references within the Bundle resolved, in the order they are done. */

import type { Draft } from '../../agenda/writing/draft.ts';
import { parseDateTime } from '../../fhir/instant.ts';
import { type Issue, issue, OutcomeError, refuse } from '../../fhir/outcome.ts';
import { type ResourceKey, toReference } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { isResourceId, isResourceType, type ResourceType, resourceTypes } from '../../fhir/resource-type.ts';
import { parseQuery } from '../../fhir/search/query-string.ts';
import type { IdentifierKey, SlotWindow } from '../../store/unit-of-work.ts';
import type { BundleEntry } from './bundle-entry.ts';
import { findIdentified, parseCondition } from './condition.ts';
import { asResource, mapReferences } from './resource-body.ts';

/** What an entry is about. */
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

/** The plan of one entry. @throws OutcomeError 400 for an address that no transaction takes. */
export function planEntry(entry: BundleEntry, newId: string, baseUrl: string): PlannedEntry {
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
  const resource = hasBody ? asResource(entry.resource, type, baseUrl) : undefined;
  const target = targetOf(entry, { type, id, query, newId });
  return { entry, type, target, newId, ...(resource ? { resource } : {}) };
}

interface Address {
  readonly type: ResourceType;
  readonly id: string | undefined;
  readonly query: string | undefined;
  readonly newId: string;
}

function targetOf({ method }: BundleEntry, { type, id, query, newId }: Address): EntryTarget {
  if (method === 'GET') refuse('not-supported', 'A transaction writes; ask for GET in a batch', 'request.method');
  if (method === 'POST') return { kind: 'one', key: { type, id: newId } };
  if (id !== undefined) return { kind: 'one', key: { type, id } };
  const window = method === 'DELETE' && type === 'Slot' ? findWindow(query ?? '') : undefined;
  if (window) return { kind: 'window', window };
  return { kind: 'identified', identifier: parseCondition(type, query ?? '', `${method} ${type}`) };
}

/** `schedule=Schedule/1&start=ge…&start=lt…`: the slots of an agenda that start in a window. */
function findWindow(query: string): SlotWindow | undefined {
  const pairs = parseQuery(query);
  const schedule = pairs.find(({ name }) => name === 'schedule')?.value;
  if (schedule === undefined) return undefined;
  const scheduleId = schedule.replace(/^Schedule\//, '');
  const from = boundOf(pairs, /^g[et]/, (range) => range.from);
  const to = boundOf(pairs, /^le/, (range) => range.to) ?? boundOf(pairs, /^lt/, (range) => range.from);
  if (pairs.length === 3 && isResourceId(scheduleId) && from !== undefined && to !== undefined)
    return { scheduleId, from, to };
  return refuse(
    'value',
    'DELETE Slot takes schedule=Schedule/<id>&start=ge<dateTime>&start=lt<dateTime>',
    'request.url',
  );
}

type Range = { readonly from: number; readonly to: number };

function boundOf(
  pairs: readonly { name: string; value: string }[],
  prefix: RegExp,
  bound: (range: Range) => number,
): number | undefined {
  const pair = pairs.find(({ name, value }) => name === 'start' && prefix.test(value));
  const range = pair && parseDateTime(pair.value.slice(2));
  return range && bound(range);
}

/** Deletions first and what refers before what is referred to; then the others the other way round. */
export const inOrder = (plans: readonly PlannedEntry[]): PlannedEntry[] =>
  [...plans].sort((a, b) => rankOf(a) - rankOf(b));

function rankOf({ entry, type, target }: PlannedEntry): number {
  const byType = resourceTypes.indexOf(type);
  if (entry.method === 'DELETE') return target.kind === 'window' ? -100 : -byType - 1;
  return byType;
}

/** Where the references within a Bundle lead, once the draft can tell what conditions match. */
export class BundleReferences {
  readonly #keys = new Map<string, ResourceKey>();
  readonly #draft: Draft;

  constructor(draft: Draft, plans: readonly PlannedEntry[], baseUrl: string) {
    this.#draft = draft;
    for (const plan of plans) {
      const key = this.keyOf(plan);
      const { fullUrl } = plan.entry;
      if (fullUrl && key)
        this.#keys.set(fullUrl.startsWith(`${baseUrl}/`) ? fullUrl.slice(baseUrl.length + 1) : fullUrl, key);
    }
  }

  /** The resource that an entry is about: the one that its condition finds, else the one that it will make. */
  keyOf({ target, type, newId, entry }: PlannedEntry): ResourceKey | undefined {
    if (target.kind === 'window') return undefined;
    if (target.kind === 'one' && entry.ifNoneExist === undefined) return target.key;
    const identifier =
      target.kind === 'identified' ? target.identifier : parseCondition(type, entry.ifNoneExist ?? '', 'ifNoneExist');
    const found = findIdentified(this.#draft, identifier);
    return { type, id: found?.id ?? newId };
  }

  /** The resource with its references to entries of the Bundle and its conditional ones made real. */
  resolve(resource: AgendaResource): AgendaResource {
    return mapReferences(resource, (reference) => this.#resolveOne(reference));
  }

  #resolveOne(reference: string): string {
    const known = this.#keys.get(reference);
    if (known) return toReference(known);
    if (reference.startsWith('urn:uuid:') || reference.startsWith('urn:oid:')) {
      return refuse('business-rule', `The reference "${reference}" is the fullUrl of no entry`, reference);
    }
    const [type = '', query] = reference.split(/\?(.*)/s);
    if (query === undefined || !isResourceType(type)) return reference;
    return this.#resolveConditional(type, query, reference);
  }

  #resolveConditional(type: ResourceType, query: string, reference: string): string {
    const found = findIdentified(this.#draft, parseCondition(type, query, `The reference "${reference}"`));
    if (found) return toReference({ type, id: found.id! });
    throw new OutcomeError(issue('business-rule', `The reference "${reference}" matches nothing`, reference), 412);
  }
}

/** @throws OutcomeError 400 when two entries are about the same resource. */
export function demandDistinct(keys: readonly (ResourceKey | undefined)[]): void {
  const seen = new Set<string>();
  const issues = keys.flatMap((key, index): Issue[] => {
    const name = key && toReference(key);
    if (name === undefined || !seen.has(name)) {
      if (name !== undefined) seen.add(name);
      return [];
    }
    return [issue('invalid', `${name} stands in two entries of the transaction`, `Bundle.entry[${index}]`)];
  });
  if (issues.length > 0) throw new OutcomeError(issues);
}
