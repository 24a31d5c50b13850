/** What an entry of the log means for the rows: which end, which are new. Pure: whoever carries it out makes the same. */
import { Binary } from 'mongodb';
import { parseStored } from '../../fhir/json.ts';
import type { AgendaResource, ResourceType } from '../../fhir/resource-type.ts';
import { extractIndexEntries } from '../../fhir/search/extract-index-entries.ts';
import { keepForms, type ProjectSlot, type SlotProjection } from '../agenda-query.ts';
import type { ClaimEffect, Effect, LogEntry, ReleaseEffect, VersionEffect } from './log-entry.ts';
import { demandRoom } from './row-limits.ts';
import { type AgendaRow, type ClaimRow, forever, type MomentField, type VersionRow } from './rows.ts';
import { qualified, toTermText } from './term-text.ts';

/** The row `_id` holds until `until`, not longer. */
export interface EndedRow {
  readonly _id: number;
  /** What the row is about: where rows are sharded by it, its end goes to its shard alone. */
  readonly key: string;
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
export const toEntryChanges = ({ effects = [], after }: LogEntry, prepare: PrepareVersion): EntryChanges =>
  toRowChanges(effects, prepare, () => after.at);

/** The same of effects that were written at instants of their own, in milliseconds since 1970. */
export function toRowChanges(
  effects: readonly Effect[],
  prepare: PrepareVersion,
  atOf: (effect: VersionEffect) => number,
): EntryChanges {
  const versions = effects.filter((effect) => effect.kind === 'version');
  const claims = effects.filter((effect) => effect.kind === 'claim' || effect.kind === 'release');
  const slots = versions.filter(({ type }) => type === 'Slot');
  return {
    versions: withEnds(versions, toName, (effect) => toVersionRow(effect, prepare(effect), atOf(effect))),
    agenda: lasting(withEnds(slots, toId, (effect) => toAgendaRow(effect, prepare(effect)))),
    claims: lasting(withEnds(claims, toSlotId, (effect) => (effect.kind === 'claim' ? toClaimRow(effect) : undefined))),
  };
}

/** Without rows that end with what made them: nobody ever sees one, and where it is nobody's history nobody removed it. */
const lasting = <R extends AgendaRow | ClaimRow>({ ends, rows }: RowChanges<R>): RowChanges<R> => ({
  ends,
  rows: rows.filter(({ until }) => until === forever),
});

type Replacing = VersionEffect | ClaimEffect | ReleaseEffect;

const toName = ({ type, id }: VersionEffect): string => `${type}/${id}`;
const toId = ({ id }: VersionEffect): string => id;
const toSlotId = ({ slotId }: ClaimEffect | ReleaseEffect): string => slotId;

function withEnds<E extends Replacing, R extends AgendaRow | ClaimRow | VersionRow>(
  effects: readonly E[],
  keyOf: (effect: E) => string,
  toRow: (effect: E) => R | undefined,
): RowChanges<R> {
  const ends = new Map<number, EndedRow>();
  for (const effect of effects) {
    const { prev, seq: until } = effect;
    if (prev !== undefined) ends.set(prev, { _id: prev, key: keyOf(effect), until });
  }
  const rows = effects.flatMap((effect) => {
    const row = toRow(effect);
    const until = ends.get(effect.seq)?.until;
    ends.delete(effect.seq);
    return row === undefined ? [] : [until === undefined ? row : ended(row, until)];
  });
  return { ends: [...ends.values()], rows };
}

function ended<R extends AgendaRow | ClaimRow | VersionRow>(row: R, until: number): R {
  const { current: _, ...rest } = row as R & { current?: string };
  return { ...rest, until } as R;
}

function toVersionRow(effect: VersionEffect, { index }: PreparedVersion, at: number): VersionRow {
  const { seq, type, id, version, born, method, json } = effect;
  const key = toName(effect);
  return { _id: seq, key, current: key, until: forever, type, id, version, born, at, method, json, ...index };
}

/** What is made of a version's text. */
export interface PreparedVersion {
  readonly index: IndexFields;
  /** Undefined when it is no slot, or one that does not leave. */
  readonly slot: SlotProjection | undefined;
}

export interface IndexFields {
  readonly terms: readonly string[];
  readonly moments: readonly MomentField[];
}

/**
 * Makes it once of each version; `resource` is what its text says, where that is at hand. Called before a commit too: what
 * cannot be made must never stand in the log.
 * @throws OutcomeError `too-costly` when the database would not take its rows.
 */
export type PrepareVersion = (effect: VersionEffect, resource?: AgendaResource) => PreparedVersion;

export function preparing(projectSlot: ProjectSlot): PrepareVersion {
  const prepared = new WeakMap<VersionEffect, PreparedVersion>();
  return (effect, resource) => {
    const known = prepared.get(effect);
    if (known) return known;
    const made = prepare(resource ?? readResource(effect), projectSlot);
    demandRoom(`${effect.type}/${effect.id}`, toVersionRow(effect, made, 0));
    const agenda = toAgendaRow(effect, made);
    if (agenda) demandRoom(`Slot/${effect.id}`, agenda);
    prepared.set(effect, made);
    return made;
  };
}

const readResource = ({ json }: VersionEffect): AgendaResource | undefined =>
  json === null ? undefined : (parseStored(json) as AgendaResource);

function prepare(resource: AgendaResource | undefined, projectSlot: ProjectSlot): PreparedVersion {
  if (!resource) return { index: { terms: [], moments: [] }, slot: undefined };
  const slot = resource.resourceType === 'Slot' ? projectSlot(resource) : undefined;
  return { index: toIndexFields(resource.resourceType, resource), slot };
}

/** What a resource is found by. */
export function toIndexFields(type: ResourceType, resource: AgendaResource): IndexFields {
  const { terms, moments } = extractIndexEntries(type, resource);
  return {
    terms: [...new Set(terms.map((term) => toTermText(type, term)))],
    moments: moments.map(({ param, from, to }) => ({ param: qualified(type, param), lo: from, hi: to })),
  };
}

function toAgendaRow({ seq, id }: VersionEffect, { slot }: PreparedVersion): AgendaRow | undefined {
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
    ...toFormFields(slot.forms),
  };
}

function toFormFields(forms: SlotProjection['forms']): Partial<AgendaRow> {
  const { practitioner, cpts, sos } = keepForms(forms);
  return {
    ...(practitioner === null ? {} : { practitioner: toBytes(practitioner) }),
    ...(cpts === undefined ? {} : { cpts: cpts === null ? null : toBytes(cpts) }),
    ...(sos === undefined ? {} : { sos: sos === null ? null : toBytes(sos) }),
  };
}

const toBytes = (text: string): Binary => new Binary(Buffer.from(text));

/** The row that a claim is until it is replaced; `seq` becomes its `_id`. */
export const toClaimRow = ({ seq, slotId, holder, expiresAt, isOverruled }: Omit<ClaimEffect, 'kind'>): ClaimRow => ({
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
