/** What stands around a slot's rendered text in the Bundle entry of the guide's searches, the same for every store. */
import { formatInstant } from '../fhir/instant.ts';
import { isSitePath } from '../fhir/site-path.ts';
import type { AgendaQuery, SlotProjection } from './agenda-query.ts';

/** A projected slot as a store has it. */
export type EntrySlot = Pick<SlotProjection, 'scheduleId' | 'start' | 'end' | 'isUtc'> & {
  readonly id: string;
  /** As in the projection. */
  readonly comment?: string | undefined;
};

/** The entry is `opening`, the slot's text in the query's form, `closing`. */
export interface EntryFrame {
  readonly opening: string;
  readonly closing: string;
}

/** The entry's JSON before and behind the slot's text: a path in the comment gets its site, a slot stored in UTC its times. */
export function frameEntry(slot: EntrySlot, query: AgendaQuery): EntryFrame {
  const { baseUrl, siteUrl, profile, searchMode, zoneOf } = query;
  const { id, comment } = slot;
  const time = (ms: number) => formatInstant(ms, zoneOf(slot.scheduleId));
  const times = slot.isUtc ? `,"start":"${time(slot.start)}","end":"${time(slot.end)}"` : '';
  const text = isSitePath(comment) ? siteUrl + comment : comment;
  const commentText = text === undefined ? '' : `,"comment":"${text}"`;
  return {
    opening: `{"fullUrl":"${baseUrl}/Slot/${id}","resource":{"resourceType":"Slot","id":"${id}","meta":{"profile":["${profile}"]`,
    closing: `${times}${commentText}},"search":{"mode":"${searchMode}"}}`,
  };
}
