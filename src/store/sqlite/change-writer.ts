/** Carries out a decision's changes inside the open transaction. */
import type { ResourceKey } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { toStoredJson } from '../../fhir/stored-json.ts';
import type { StoredVersion, WriteMethod } from '../resource-store.ts';
import type { Change } from '../unit-of-work.ts';
import type { IndexWriter } from './index-writer.ts';
import { queueMessage } from './outbox.ts';
import { type ResourceRow, toStoredVersion } from './resource-row.ts';
import type { Statements } from './statements.ts';

type PresentRow = ResourceRow & { pk: number };
type SequencedRow = ResourceRow & { seq: number };

/** The base's own count of writes, and the instant of the last. */
interface Tick {
  seq: number;
  at: number;
}

interface Write {
  readonly key: ResourceKey;
  readonly method: WriteMethod;
  /** Absent: a deletion. */
  readonly resource?: AgendaResource;
}

export class ChangeWriter {
  readonly #statements: Statements;
  readonly #index: IndexWriter;

  constructor(statements: Statements, index: IndexWriter) {
    this.#statements = statements;
    this.#index = index;
  }

  /** Writes the changes in their order, all at instant `now`; returns the versions that puts and deletes made. */
  write(changes: readonly Change[], now: number): readonly StoredVersion[] {
    if (changes.length === 0) return [];
    const tick = this.#statements.get<Tick>('SELECT seq, at FROM tick')!;
    // A clock that goes back makes no version older than those before.
    tick.at = Math.max(now, tick.at);
    const written = changes.flatMap((change) => this.#apply(change, { tick, now }) ?? []);
    this.#index.reviseAgendas();
    this.#statements.run('UPDATE tick SET seq = ?, at = ?', tick.seq, tick.at);
    return written;
  }

  #apply(change: Change, { tick, now }: { tick: Tick; now: number }): StoredVersion | undefined {
    switch (change.kind) {
      case 'put': {
        const { resource, method } = change;
        return this.#save({ key: { type: resource.resourceType, id: resource.id! }, method, resource }, tick);
      }
      case 'delete':
        return this.#save({ key: change.key, method: 'DELETE' }, tick);
      case 'claim':
        this.#statements.run(
          'INSERT OR REPLACE INTO claim (slot, holder, expires, is_overruled) VALUES (?, ?, ?, ?)',
          change.slotId,
          change.holder,
          change.expiresAt ?? null,
          change.isOverruled ? 1 : 0,
        );
        return undefined;
      case 'release':
        this.#statements.run('DELETE FROM claim WHERE slot = ?', change.slotId);
        return undefined;
      case 'send':
        queueMessage(this.#statements, change, { at: tick.at, now });
        return undefined;
    }
  }

  #save({ key, method, resource }: Write, tick: Tick): StoredVersion {
    const toRow = (version: number): SequencedRow => {
      const json = resource ? toStoredJson(resource, { versionId: version, lastUpdated: tick.at }) : null;
      return { ...key, version, at: tick.at, seq: tick.seq, method, json };
    };
    tick.seq++;
    const first = toRow(1);
    const newPk = this.#insert(first);
    if (newPk !== undefined) {
      this.#index.update(newPk, key.type, { before: undefined, after: resource });
      return toStoredVersion(first);
    }
    const present = this.#statements.get<PresentRow>(selectPresent, key.type, key.id)!;
    const row = toRow(present.version + 1);
    this.#replace(present, row);
    const before = present.json ? (JSON.parse(present.json) as AgendaResource) : undefined;
    this.#index.update(present.pk, key.type, { before, after: resource });
    return toStoredVersion(row);
  }

  /** The key of the new row; undefined, and nothing is written, when the resource is or was there. */
  #insert(row: SequencedRow): number | undefined {
    const { changes, lastInsertRowid } = this.#statements
      .prepare(insertFirst)
      .run(row.type, row.id, row.version, row.at, row.seq, row.method, row.json);
    return changes === 0 ? undefined : Number(lastInsertRowid);
  }

  #replace(present: PresentRow, row: SequencedRow): void {
    this.#statements.run(
      `INSERT INTO history (type, id, version, at, seq, method, json)
       SELECT type, id, version, at, seq, method, json FROM resource WHERE pk = ?`,
      present.pk,
    );
    this.#statements.run(
      'UPDATE resource SET version = ?, at = ?, seq = ?, method = ?, json = ? WHERE pk = ?',
      row.version,
      row.at,
      row.seq,
      row.method,
      row.json,
      present.pk,
    );
  }
}

const selectPresent = 'SELECT * FROM resource WHERE type = ? AND id = ?';

const insertFirst = `INSERT INTO resource (type, id, version, at, seq, method, json) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (type, id) DO NOTHING`;
