/** What an entry of the log means for the rows: which end, which are new. Pure: whoever carries it out makes the same. */

import type { Slot } from '@medplum/fhirtypes';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { extractIndexEntries, type IndexEntries } from '../../fhir/search/extract-index-entries.ts';
import type { ProjectSlot, SlotProjection } from '../agenda-query.ts';
import type { ClaimEffect, Effect, LogEntry, ReleaseEffect, VersionEffect } from './log-entry.ts';
import { type AgendaRow, type ClaimRow, forever, type MomentField, type VersionRow } from './rows.ts';
import { qualified, toTermText } from './term-text.ts';

/** The row `_id` holds until `until`, not longer. */
export interface EndedRow {
  readonly _id: number;
  readonly until: number;
}

/** Rows of one collection. */
export interface RowChanges<R> {
  readonly ends: readonly EndedRow[];
  readonly rows: readonly R[];
}

export interface EntryChanges {
  readonly versions: RowChanges<VersionRow>;
  readonly agenda: RowChanges<AgendaRow>;
  readonly claims: RowChanges<ClaimRow>;
}

/** The changes of an entry's rows. One that is made and replaced in the same entry is made with its end. */
export function toEntryChanges({ effects = [], after }: LogEntry, projectSlot: ProjectSlot): EntryChanges {
  const versions = effects.filter((effect) => effect.kind === 'version');
  const claims = effects.filter((effect) => effect.kind === 'claim' || effect.kind === 'release');
  const slots = versions.filter(({ type }) => type === 'Slot');
  return {
    versions: withEnds(versions, (effect) => toVersionRow(effect, after.at)),
    agenda: withEnds(slots, (effect) => toAgendaRow(effect, projectSlot)),
    claims: withEnds(claims, (effect) => (effect.kind === 'claim' ? toClaimRow(effect) : undefined)),
  };
}

type Replacing = VersionEffect | ClaimEffect | ReleaseEffect;

function withEnds<E extends Replacing, R extends AgendaRow | ClaimRow | VersionRow>(
  effects: readonly E[],
  toRow: (effect: E) => R | undefined,
): RowChanges<R> {
  const ends = new Map(effects.flatMap(({ prev, seq }) => (prev === undefined ? [] : [[prev, seq] as const])));
  const rows = effects.flatMap((effect) => {
    const row = toRow(effect);
    const until = ends.get(effect.seq);
    ends.delete(effect.seq);
    return row === undefined ? [] : [until === undefined ? row : ended(row, until)];
  });
  return { ends: [...ends].map(([_id, until]) => ({ _id, until })), rows };
}

function ended<R extends AgendaRow | ClaimRow | VersionRow>(row: R, until: number): R {
  const { current: _, ...rest } = row as R & { current?: string };
  return { ...rest, until } as R;
}

function toVersionRow(effect: VersionEffect, at: number): VersionRow {
  const { seq, type, id, version, born, method, json } = effect;
  const key = `${type}/${id}`;
  const index = toIndexFields(effect);
  return { _id: seq, key, current: key, until: forever, type, id, version, born, at, method, json, ...index };
}

const nothing: IndexEntries = { terms: [], moments: [] };

/** What a version is found by. */
export function toIndexFields({ type, json }: Pick<VersionEffect, 'type' | 'json'>): {
  readonly terms: readonly string[];
  readonly moments: readonly MomentField[];
} {
  const { terms, moments } = json === null ? nothing : extractIndexEntries(type, JSON.parse(json) as AgendaResource);
  return {
    terms: [...new Set(terms.map((term) => toTermText(type, term)))],
    moments: moments.map(({ param, from, to }) => ({ param: qualified(type, param), lo: from, hi: to })),
  };
}

function toAgendaRow({ seq, id, json }: VersionEffect, projectSlot: ProjectSlot): AgendaRow | undefined {
  const slot = json === null ? undefined : projectSlot(JSON.parse(json) as Slot);
  if (!slot) return undefined;
  const { scheduleId: schedule, start, end, isUtc, comment, services } = slot;
  return {
    _id: seq,
    key: id,
    until: forever,
    schedule,
    start,
    end,
    isUtc,
    ...(comment === undefined ? {} : { comment }),
    ...(services.length > 0 ? { services } : {}),
    ...toFormFields(slot),
  };
}

/** Most slots are no CPTS's: their other forms say the same, and are kept once. */
function toFormFields({ forms: { practitioner, cpts, sos } }: SlotProjection): Partial<AgendaRow> {
  return {
    ...(practitioner === undefined ? {} : { practitioner }),
    ...(cpts === practitioner ? {} : { cpts: cpts ?? null }),
    ...(sos === practitioner ? {} : { sos: sos ?? null }),
  };
}

const toClaimRow = ({ seq, slotId, holder, expiresAt, isOverruled }: ClaimEffect): ClaimRow => ({
  _id: seq,
  key: slotId,
  current: slotId,
  until: forever,
  holder,
  ...(expiresAt === undefined ? {} : { expires: expiresAt }),
  ...(isOverruled ? { isOverruled } : {}),
});

/** The effects of one kind. */
export const effectsOf = <K extends Effect['kind']>(effects: readonly Effect[], kind: K) =>
  effects.filter((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind);
