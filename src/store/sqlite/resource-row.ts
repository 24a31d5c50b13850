/** Rows of the tables `resource` and `history`. */
import type { ResourceType } from '../../fhir/resource-type.ts';
import type { StoredResource, StoredVersion, WriteMethod } from '../resource-store.ts';
import type { Sql } from './sql.ts';

export interface ResourceRow {
  readonly type: ResourceType;
  readonly id: string;
  readonly version: number;
  readonly at: number;
  readonly method: WriteMethod;
  readonly json: string | null;
}

/** The columns of a `ResourceRow`, of a table known as `r`. */
export const resourceColumns: Sql = { text: 'r.type, r.id, r.version, r.at, r.method, r.json', values: [] };

export const toStoredVersion = (row: ResourceRow): StoredVersion => ({
  type: row.type,
  id: row.id,
  versionId: row.version,
  lastUpdated: row.at,
  method: row.method,
  json: row.json ?? undefined,
});

/** The same for rows of which it is known that they are no deletion. */
export const toStoredResource = (row: ResourceRow): StoredResource => toStoredVersion(row) as StoredResource;
