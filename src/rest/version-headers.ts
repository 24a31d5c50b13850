/** Headers that tell a version. https://hl7.org/fhir/R4/http.html#versioning */
import type { Precondition, Versions } from '../agenda/deciding/judge-write.ts';
import type { StoredVersion } from '../store/resource-store.ts';

/** `W/"3"`. */
export const toEtag = (version: Pick<StoredVersion, 'versionId'>): string => `W/"${version.versionId}"`;

/** `ETag` and `Last-Modified` of a version. */
export const versionHeaders = (version: StoredVersion): Record<string, string> => ({
  ETag: toEtag(version),
  'Last-Modified': new Date(version.lastUpdated).toUTCString(),
});

/** The version numbers that an `If-Match` or `If-None-Match` header names; undefined for `*`. */
export function parseEtags(header: string): readonly string[] | undefined {
  if (header.trim() === '*') return undefined;
  return header.split(',').map((etag) =>
    etag
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1'),
  );
}

/** What these headers ask of a write; one that does not ask is accepted. */
export const parsePrecondition = ({ ifMatch, ifNoneMatch }: PreconditionHeaders): Precondition => ({
  ifMatch: parseVersions(ifMatch),
  ifNoneMatch: parseVersions(ifNoneMatch),
});

/** `If-Match` and `If-None-Match`, as they came; of an entry of a Bundle too. */
interface PreconditionHeaders {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

const parseVersions = (header: string | undefined): Versions | undefined =>
  header === undefined ? undefined : (parseEtags(header) ?? 'any');
