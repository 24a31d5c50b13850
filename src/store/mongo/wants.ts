/** What decisions want to see: keys, and lists of resources that have one of some terms. */
import type { ResourceKey } from '../../fhir/reference.ts';
import type { ResourceType } from '../../fhir/resource-type.ts';
import { searchParameters } from '../../fhir/search/search-parameter.ts';
import type { IdentifierKey, Sees, SlotWindow } from '../unit-of-work.ts';
import type { MomentField } from './rows.ts';
import { toTermText } from './term-text.ts';

/** Resources that have one of the terms, and if `start` is there a start in it. */
export interface ListWant {
  /** Two wants of one name are the same. */
  readonly name: string;
  readonly terms: readonly string[];
  readonly start?: SlotWindow;
  /** Only their keys matter. */
  readonly isOfKeys: boolean;
}

const refersTo = (type: ResourceType, param: string, target: ResourceKey): string =>
  toTermText(type, { param, scope: target.type, value: target.id });

export function identifiedWant({ type, system, value }: IdentifierKey): ListWant {
  const term = toTermText(type, { param: 'identifier', scope: system, value });
  return { name: term, terms: [term], isOfKeys: false };
}

export function slotsWant(window: SlotWindow): ListWant {
  const term = refersTo('Slot', 'schedule', { type: 'Schedule', id: window.scheduleId });
  return { name: `${term} ${window.from} ${window.to}`, terms: [term], start: window, isOfKeys: false };
}

export function schedulesWant(actor: ResourceKey): ListWant {
  const term = refersTo('Schedule', 'actor', actor);
  return { name: term, terms: [term], isOfKeys: false };
}

export function referrersWant(key: ResourceKey): ListWant {
  const terms = Object.entries(searchParameters).flatMap(([type, list]) =>
    list
      .filter(({ targets }) => targets?.includes(key.type))
      .map(({ code }) => refersTo(type as ResourceType, code, key)),
  );
  return { name: `to ${key.type}/${key.id}`, terms, isOfKeys: true };
}

/** Whether a resource with these index entries is one of those wanted. */
export const isWanted = (
  { terms, start }: ListWant,
  found: { readonly terms: readonly string[]; readonly moments: readonly MomentField[] },
): boolean =>
  terms.some((term) => found.terms.includes(term)) &&
  (!start || found.moments.some(({ param, lo }) => param === startParam && lo >= start.from && lo < start.to));

/** How the start of slots stands in the index. */
export const startParam = 'Slot.start';

/** What is wanted and not read yet. */
export class Wants {
  readonly keys = new Set<string>();
  readonly claims = new Set<string>();
  /** Ids of slots whose agenda is wanted beside them. It is told beforehand: decisions ask for its parts one by one. */
  readonly agendas = new Set<string>();
  readonly holders = new Set<string>();
  readonly lists = new Map<string, ListWant>();
  /** Lines of the outbox, by `_id`. */
  readonly lines = new Set<string>();

  get isEmpty(): boolean {
    return this.keys.size + this.claims.size + this.holders.size + this.lists.size + this.lines.size === 0;
  }

  addSees({ keys = [], claims = [], agendas = [], identifiers = [], windows = [] }: Sees): void {
    for (const { type, id } of keys) this.keys.add(`${type}/${id}`);
    for (const slotId of claims) this.claims.add(slotId);
    for (const slotId of agendas) this.agendas.add(slotId);
    for (const want of [...identifiers.map(identifiedWant), ...windows.map(slotsWant)]) this.lists.set(want.name, want);
  }
}
