/** Carries out a decision's changes inside the open transaction. */
import type { ResourceKey } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { stampJson } from '../../fhir/stored-json.ts';
import type { ProjectSlot } from '../agenda-query.ts';
import { makeReady, type ReadyResource } from '../ready-resource.ts';
import type { StoredVersion, WriteMethod } from '../resource-store.ts';
import type { ContentVersion } from '../store-contents.ts';
import type { Change, Claim, Decision, PutReady } from '../unit-of-work.ts';
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
  readonly ready?: ReadyResource;
}

/** What comes with a new row. */
interface Successor {
  readonly after: ReadyResource | undefined;
  /** Where a resource's first row is to stand; else behind all others. */
  readonly pk?: number | undefined;
}

export class ChangeWriter {
  readonly #statements: Statements;
  readonly #index: IndexWriter;
  readonly #projectSlot: ProjectSlot;

  constructor(statements: Statements, index: IndexWriter, projectSlot: ProjectSlot) {
    this.#statements = statements;
    this.#index = index;
    this.#projectSlot = projectSlot;
  }

  /** Writes the changes in their order, all at instant `now`; returns the versions that puts and deletes made. */
  write(changes: Decision<unknown>['changes'], now: number): readonly StoredVersion[] {
    if (changes.length === 0) return [];
    const tick = this.#statements.get<Tick>('SELECT seq, at FROM tick')!;
    // A clock that goes back makes no version older than those before.
    tick.at = Math.max(now, tick.at);
    const written = changes.flatMap((change) => this.#apply(change, { tick, now }) ?? []);
    this.#index.reviseAgendas();
    this.#statements.run('UPDATE tick SET seq = ?, at = ?', tick.seq, tick.at);
    return written;
  }

  /** Writes versions as another base made them, each over the one before; `born` becomes the order of creation here. */
  replay(versions: readonly ContentVersion[]): void {
    for (const { type, id, versionId, lastUpdated, seq, method, json = null, born } of versions) {
      const row = { type, id, version: versionId, at: lastUpdated, seq, method, json };
      const resource = parsed(json);
      const after = resource && makeReady(resource, this.#projectSlot);
      this.#keep(() => row, { after, pk: versionId === 1 ? born : undefined });
    }
    this.#index.reviseAgendas();
  }

  /** Gives slots to those who have them. */
  claim(claims: readonly Claim[]): void {
    for (const { slotId, holder, expiresAt, isOverruled } of claims) {
      this.#statements.run(
        'INSERT OR REPLACE INTO claim (slot, holder, expires, is_overruled) VALUES (?, ?, ?, ?)',
        slotId,
        holder,
        expiresAt ?? null,
        isOverruled ? 1 : 0,
      );
    }
  }

  #apply(change: Change | PutReady, { tick, now }: { tick: Tick; now: number }): StoredVersion | undefined {
    switch (change.kind) {
      case 'put':
        return this.#put(makeReady(change.resource, this.#projectSlot), change.method, tick);
      case 'put-ready':
        return this.#put(change.ready, change.method, tick);
      case 'delete':
        return this.#save({ key: change.key, method: 'DELETE' }, tick);
      case 'claim':
        this.claim([change]);
        return undefined;
      case 'release':
        this.#statements.run('DELETE FROM claim WHERE slot = ?', change.slotId);
        return undefined;
      case 'send':
        queueMessage(this.#statements, change, { at: tick.at, now });
        return undefined;
    }
  }

  #put(ready: ReadyResource, method: WriteMethod, tick: Tick): StoredVersion {
    return this.#save({ key: ready, method, ready }, tick);
  }

  #save({ key: { type, id }, method, ready }: Write, tick: Tick): StoredVersion {
    tick.seq++;
    const toRow = (version: number): SequencedRow => {
      const json = ready ? stampJson(ready, { versionId: version, lastUpdated: tick.at }) : null;
      return { type, id, version, at: tick.at, seq: tick.seq, method, json };
    };
    return toStoredVersion(this.#keep(toRow, { after: ready }));
  }

  /** Writes a resource's next row, whose version tells what it says. */
  #keep(toRow: (version: number) => SequencedRow, { after, pk }: Successor): SequencedRow {
    const first = toRow(1);
    const { type, id } = first;
    const newPk = this.#insert(first, pk);
    if (newPk !== undefined) {
      this.#index.update({ pk: newPk, type, id }, { after });
      return first;
    }
    const present = this.#statements.get<PresentRow>(selectPresent, type, id)!;
    const row = toRow(present.version + 1);
    this.#replace(present, row);
    this.#index.update({ pk: present.pk, type, id }, { before: parsed(present.json), after });
    return row;
  }

  /** The key of the new row; undefined, and nothing is written, when the resource is or was there. */
  #insert(row: SequencedRow, pk: number | undefined): number | undefined {
    const { changes, lastInsertRowid } = this.#statements
      .prepare(insertFirst)
      .run(pk ?? null, row.type, row.id, row.version, row.at, row.seq, row.method, row.json);
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

const insertFirst = `INSERT INTO resource (pk, type, id, version, at, seq, method, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (type, id) DO NOTHING`;

const parsed = (json: string | null): AgendaResource | undefined =>
  json === null ? undefined : (JSON.parse(json) as AgendaResource);
