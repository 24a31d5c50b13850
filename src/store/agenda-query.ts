/**
 * The hot path: free slots ready to be sent. A slot's text is rendered once, when it is written (`SlotProjection`), in
 * the form each of the guide's searches gives it (SPEC §3, §4); a search only puts the pieces together.
 */
import type { Slot } from '@medplum/fhirtypes';
import type { Criterion } from '../fhir/search/criterion.ts';

/** Whose search it is: for a practitioner (INT_R01), with CPTS (INT_R04), of SOS Médecins. */
export type SlotForm = 'practitioner' | 'cpts' | 'sos';

/** What is kept of a slot that may leave. */
export interface SlotProjection {
  readonly scheduleId: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** Stored with `Z`: `forms` then lack start and end, which the search writes in the time of the place. */
  readonly isUtc: boolean;
  /** The slot's JSON in each form in which it may leave, from behind `meta.profile` on (`,"security":[…]},"schedule":…`), without its comment and the closing brace. */
  readonly forms: Readonly<Partial<Record<SlotForm, string>>>;
  /** The comment as a JSON string without quotes; a path (`/rdv?slot=…`) stands for a page of this server. */
  readonly comment?: string;
  /** The ids of the HealthcareServices of the CPTS that share it. */
  readonly services: readonly string[];
}

/** The forms as they are kept: those of most slots say the same, and are kept once. */
export interface KeptForms {
  /** Null: the slot does not leave in this form. */
  readonly practitioner: string | null;
  /** Absent: the same as for a practitioner. */
  readonly cpts?: string | null;
  readonly sos?: string | null;
}

export function keepForms({ practitioner, cpts, sos }: SlotProjection['forms']): KeptForms {
  return {
    practitioner: practitioner ?? null,
    ...(cpts === practitioner ? {} : { cpts: cpts ?? null }),
    ...(sos === practitioner ? {} : { sos: sos ?? null }),
  };
}

/** How a slot is projected; undefined when it never leaves, or not as it is now. */
export type ProjectSlot = (slot: Slot) => SlotProjection | undefined;

export interface AgendaQuery {
  readonly form: SlotForm;
  readonly scheduleIds: readonly string[];
  /** The IANA zone of a schedule's place: slots stored in UTC leave in its time. */
  readonly zoneOf: (scheduleId: string) => string;
  /** Slots that start in this window, milliseconds: `from` inclusive, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** Further criteria on the slots. */
  readonly criteria: readonly Criterion[];
  readonly profile: string;
  /** What the slots are in the answer (`Bundle.entry.search.mode`). */
  readonly searchMode: 'match' | 'include';
  /** The FHIR base of full URLs, and the site that the comments' paths are on; neither ends with a slash. */
  readonly baseUrl: string;
  readonly siteUrl: string;
}

export interface AgendaPage {
  readonly total: number;
  /** Bundle entries in order of start, then id, joined by commas; empty when there are none. */
  readonly entries: Uint8Array;
  /** The schedules that have at least one of these slots, and the HealthcareServices they name. */
  readonly scheduleIds: readonly string[];
  readonly services: readonly string[];
}
