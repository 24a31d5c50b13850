/** The text in which a resource is kept: made once, at the write, and sent as it is ever after. */
import type { AgendaResource } from './resource-type.ts';

export interface VersionStamp {
  readonly versionId: number;
  /** Milliseconds since 1970. */
  readonly lastUpdated: number;
}

/** A resource's text around the place of its version: `before`, the stamp, `after`. */
export interface UnstampedJson {
  readonly before: string;
  readonly after: string;
}

/** An instant of the server's own clock, in UTC with a numeric offset. */
export function toServerInstant(ms: number): string {
  if (ms !== latest.ms) latest = { ms, text: `${new Date(ms).toISOString().slice(0, -1)}+00:00` };
  return latest.text;
}

/** The last that was asked for: all versions of a commit have one instant. */
let latest = { ms: Number.NaN, text: '' };

/** The resource as compact JSON: its type, id and meta first, the version last in `meta`, everything else as it was. */
export const toStoredJson = (resource: AgendaResource, stamp: VersionStamp): string =>
  stampJson(toUnstampedJson(resource), stamp);

/** The same for whom the version is yet to be told. */
export function toUnstampedJson(resource: AgendaResource): UnstampedJson {
  const { resourceType, id, meta } = resource;
  const head = JSON.stringify({ resourceType, id, meta: { ...meta, ...withoutStamp } }).slice(0, -2);
  const tail = JSON.stringify({ ...resource, ...withoutHead }).slice(1);
  return { before: head.endsWith('{') ? head : `${head},`, after: tail === '}' ? '}}' : `},${tail}` };
}

/** Members that are undefined are not written: to copy all and blank some is the quicker way to leave these out. */
const withoutStamp = { versionId: undefined, lastUpdated: undefined };
const withoutHead = { resourceType: undefined, id: undefined, meta: undefined };

export const stampJson = ({ before, after }: UnstampedJson, { versionId, lastUpdated }: VersionStamp): string =>
  `${before}"versionId":"${versionId}","lastUpdated":"${toServerInstant(lastUpdated)}"${after}`;
