/** What a write answers. https://hl7.org/fhir/R4/http.html#ops */
import type { OperationOutcome } from '@medplum/fhirtypes';
import { withPageUrl } from '../../agenda/page-url.ts';
import { toOperationOutcome } from '../../fhir/outcome.ts';
import { toReference } from '../../fhir/reference.ts';
import type { StoredVersion } from '../../store/resource-store.ts';
import type { FhirRequest, FhirResponse } from '../interaction.ts';
import { versionHeaders } from '../version-headers.ts';

/** A version that a write made or found, and whether the resource is new with it. */
export interface Written {
  readonly version: StoredVersion;
  readonly isNew: boolean;
}

/** `Prefer: return=`. */
export type ReturnPreference = 'minimal' | 'representation' | 'OperationOutcome';

const preferences: readonly ReturnPreference[] = ['minimal', 'representation', 'OperationOutcome'];

/** What the client says that it wants back. */
export function askedPreference(prefer: string | undefined): ReturnPreference | undefined {
  const asked = /(?:^|[\s,;])return\s*=\s*"?(\w+)"?/i.exec(prefer ?? '')?.[1]?.toLowerCase();
  return preferences.find((one) => one.toLowerCase() === asked);
}

/** What the client wants back; the representation unless it says otherwise. */
export const returnPreference = (prefer: string | undefined): ReturnPreference =>
  askedPreference(prefer) ?? 'representation';

/** Where a version can be read: `[base]/Slot/1/_history/2`. */
export const locationOf = (version: StoredVersion, baseUrl: string): string =>
  `${baseUrl}/${toReference(version)}/_history/${version.versionId}`;

/** 201 for what is new, else 200; `Location` in both cases: the guide wants it on updates too. */
export function toWriteResponse({ version, isNew }: Written, { baseUrl, headers }: FhirRequest): FhirResponse {
  const told = { ...versionHeaders(version), Location: locationOf(version, baseUrl) };
  const status = isNew ? 201 : 200;
  const body = bodyOf({ version, isNew }, returnPreference(headers.prefer), baseUrl);
  return body === undefined ? { status, headers: told } : { status, headers: told, body };
}

function bodyOf({ version, isNew }: Written, preference: ReturnPreference, baseUrl: string): string | undefined {
  if (preference === 'minimal') return undefined;
  if (preference === 'representation') return version.json ? withPageUrl(version.type, version.json, baseUrl) : '';
  return JSON.stringify(outcomeOfWrite(version, isNew));
}

/** The outcome that tells a write. */
export function outcomeOfWrite(version: StoredVersion, isNew: boolean): OperationOutcome {
  const diagnostics = `${toReference(version)} is ${isNew ? 'created' : 'written'}, version ${version.versionId}`;
  return toOperationOutcome([{ severity: 'information', code: 'informational', diagnostics }]);
}
