/** Keeps the index tables in step with the resources. */
import type { Slot } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { parseReference } from '../../fhir/reference.ts';
import type { AgendaResource, ResourceType } from '../../fhir/resource-type.ts';
import {
  extractIndexEntries,
  type IndexEntries,
  type Term,
  toTermKey,
} from '../../fhir/search/extract-index-entries.ts';
import type { ReadyResource, ReadySlot } from '../ready-resource.ts';
import { qualified } from './criterion-sql.ts';
import { jsonList } from './sql.ts';
import type { Statements } from './statements.ts';

/** Terms remembered, by what they say, before all are forgotten: codes come again and again, identifiers do not. */
const rememberedTerms = 20_000;

/** Postings written by one statement: about as many as a slot has. */
const postingsAtOnce = 8;

/** The statement by how many postings it writes. */
const insertPostings = Array.from(
  { length: postingsAtOnce + 1 },
  (_, count) => `INSERT OR IGNORE INTO posting (term, pk) VALUES ${Array(count).fill('(?, ?)').join(', ')}`,
);

/** A resource before and after a write: absent before its creation and after its deletion. */
export interface IndexChange {
  readonly before?: AgendaResource | undefined;
  readonly after?: Pick<ReadyResource, 'terms' | 'moments' | 'slot'> | undefined;
}

/** Which resource: the key of its row, its type and id. */
export interface IndexSubject {
  readonly pk: number;
  readonly type: ResourceType;
  readonly id: string;
}

export class IndexWriter {
  readonly #statements: Statements;
  readonly #termIds = new Map<string, number>();
  readonly #changedAgendas = new Set<string>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Forgets ids of terms that a rolled back transaction may have made. */
  forget(): void {
    this.#termIds.clear();
    this.#changedAgendas.clear();
  }

  /** Tells every memory of agendas, in whatever process, which of them have changed. To be called before the commit. */
  reviseAgendas(): void {
    for (const schedule of this.#changedAgendas) this.#statements.run(revise, schedule);
    this.#changedAgendas.clear();
  }

  /** Writes what differs between the version before and the one after. */
  update({ pk, type, id }: IndexSubject, { before, after }: IndexChange): void {
    const old = before ? extractIndexEntries(type, before) : none;
    const { terms } = after ?? none;
    this.#updatePostings(pk, type, old.terms, terms);
    this.#updateMoments(pk, type, old, after ?? none);
    if (before?.resourceType === 'Slot') this.#removeFromAgenda(before);
    if (after?.slot) this.#insertIntoAgenda(pk, id, after.slot);
  }

  #updatePostings(pk: number, type: ResourceType, before: readonly Term[], after: readonly Term[]): void {
    const gone = new Map(before.map((term) => [toTermKey(term), term]));
    const added = gone.size === 0 ? after : after.filter((term) => !gone.delete(toTermKey(term)));
    for (let from = 0; from < added.length; from += postingsAtOnce) {
      const ids = added.slice(from, from + postingsAtOnce).map((term) => this.#termId(type, term));
      this.#statements.run(insertPostings[ids.length]!, ...ids.flatMap((id) => [id, pk]));
    }
    for (const term of gone.values()) {
      this.#statements.run('DELETE FROM posting WHERE term = ? AND pk = ?', this.#termId(type, term), pk);
    }
  }

  #termId(type: ResourceType, term: Term): number {
    const key = `${type}.${toTermKey(term)}`;
    const remembered = this.#termIds.get(key);
    if (remembered !== undefined) return remembered;
    const values = [qualified(type, term.param), term.value, term.scope] as const;
    const select = 'SELECT id FROM term WHERE param = ? AND value = ? AND scope = ?';
    const insert = 'INSERT INTO term (param, value, scope) VALUES (?, ?, ?) RETURNING id';
    const row =
      this.#statements.get<{ id: number }>(select, ...values) ??
      this.#statements.get<{ id: number }>(insert, ...values);
    if (this.#termIds.size >= rememberedTerms) this.#termIds.clear();
    this.#termIds.set(key, row!.id);
    return row!.id;
  }

  #updateMoments(pk: number, type: ResourceType, before: IndexEntries, after: IndexEntries): void {
    if (before.moments.length > 0) {
      if (JSON.stringify(before.moments) === JSON.stringify(after.moments)) return;
      this.#statements.run('DELETE FROM moment WHERE pk = ?', pk);
    }
    for (const { param, from, to } of after.moments) {
      const insert = 'INSERT OR IGNORE INTO moment (pk, param, lo, hi) VALUES (?, ?, ?, ?)';
      this.#statements.run(insert, pk, qualified(type, param), from, to);
    }
  }

  /** Its row, if it has one. */
  #removeFromAgenda({ schedule, start, id }: Slot): void {
    const scheduleId = parseReference(schedule?.reference)?.id;
    const from = parseDateTime(start ?? '')?.from;
    if (scheduleId === undefined || from === undefined) return;
    const remove = 'DELETE FROM agenda WHERE schedule = ? AND start = ? AND id = ?';
    if (this.#statements.run(remove, scheduleId, from, id!) > 0) this.#changedAgendas.add(scheduleId);
  }

  #insertIntoAgenda(pk: number, id: string, slot: ReadySlot): void {
    this.#changedAgendas.add(slot.scheduleId);
    const { practitioner, cpts, sos } = slot.forms;
    this.#statements.run(
      `INSERT INTO agenda (schedule, start, id, "end", pk, is_utc, comment, services, practitioner, cpts, sos)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      slot.scheduleId,
      slot.start,
      id,
      slot.end,
      pk,
      slot.isUtc ? 1 : 0,
      slot.comment ?? null,
      slot.services.length > 0 ? jsonList(slot.services) : null,
      practitioner,
      // Null means as for a practitioner, an empty text that it does not leave.
      cpts === undefined ? null : (cpts ?? ''),
      sos === undefined ? null : (sos ?? ''),
    );
  }
}

const revise = `INSERT INTO agenda_revision (schedule, revision) VALUES (?, 1)
  ON CONFLICT DO UPDATE SET revision = revision + 1`;

const none: IndexEntries = { terms: [], moments: [] };
