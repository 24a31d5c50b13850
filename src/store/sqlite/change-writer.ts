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
    const present = this.#statements.get<PresentRow>(
      'SELECT * FROM resource WHERE type = ? AND id = ?',
      key.type,
      key.id,
    );
    const version = (present?.version ?? 0) + 1;
    const json = resource ? toStoredJson(resource, { versionId: version, lastUpdated: tick.at }) : null;
    const row = { ...key, version, at: tick.at, seq: ++tick.seq, method, json };
    const pk = present ? this.#replace(present, row) : this.#insert(row);
    const before = present?.json ? (JSON.parse(present.json) as AgendaResource) : undefined;
    this.#index.update(pk, key.type, { before, after: resource });
    return toStoredVersion(row);
  }

  #insert(row: SequencedRow): number {
    const insert = `INSERT INTO resource (type, id, version, at, seq, method, json)
      VALUES (?, ?, ?, ?, ?, ?, ?)`;
    const { lastInsertRowid } = this.#statements
      .prepare(insert)
      .run(row.type, row.id, row.version, row.at, row.seq, row.method, row.json);
    return Number(lastInsertRowid);
  }

  #replace(present: PresentRow, row: SequencedRow): number {
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
    return present.pk;
  }
}
