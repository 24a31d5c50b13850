/** The text in which a resource is kept: made once, at the write, and sent as it is ever after. */
import type { AgendaResource } from './resource-type.ts';

export interface VersionStamp {
  readonly versionId: number;
  /** Milliseconds since 1970. */
  readonly lastUpdated: number;
}

/** An instant of the server's own clock, in UTC with a numeric offset. */
export const toServerInstant = (ms: number): string => `${new Date(ms).toISOString().slice(0, -1)}+00:00`;

/** The resource as compact JSON: its type, id and meta first, the version in `meta`, everything else as it was. */
export function toStoredJson(resource: AgendaResource, { versionId, lastUpdated }: VersionStamp): string {
  const { resourceType, id, meta, ...rest } = resource;
  const stamped = { ...meta, versionId: String(versionId), lastUpdated: toServerInstant(lastUpdated) };
  return JSON.stringify({ resourceType, id, meta: stamped, ...rest });
}
