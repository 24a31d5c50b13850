/** What to do about the mistakes that are common in the guide. A hint never changes a verdict. */

import type { Finding } from './finding.ts';
import { isObject } from './json.ts';

const NATIONAL_PERSON = 'urn:oid:1.2.250.1.71.4.2.1';
const NATIONAL_STRUCTURE = 'urn:oid:1.2.250.1.71.4.2.2';

const meaningOf: ReadonlyMap<string, string> = new Map([
  [NATIONAL_PERSON, 'national identifiers of professionals (RPPS, ADELI)'],
  [NATIONAL_STRUCTURE, 'national identifiers of structures (FINESS, SIRET)'],
  ['urn:oid:1.2.250.1.213.3.6', 'identifiers given by the SAS (regulators without a card)'],
]);

/** The hint for a broken rule, when there is one. */
export function hintFor(finding: Finding): string | undefined {
  return hintForSystem(finding) ?? hintForInvariant(finding) ?? hintForInstant(finding);
}

/** Type digits of unprefixed national values, told by system and length. */
const prefixes = [
  { system: NATIONAL_PERSON, digits: 11, prefix: '8', name: 'an RPPS number' },
  { system: NATIONAL_PERSON, digits: 9, prefix: '0', name: 'an ADELI number' },
  { system: NATIONAL_STRUCTURE, digits: 9, prefix: '1', name: 'a FINESS number' },
  { system: NATIONAL_STRUCTURE, digits: 14, prefix: '3', name: 'a SIRET number' },
] as const;

/** How to prefix a national identifier that lacks its type digit; undefined when it does not. */
export function hintForIdentifier(system: unknown, value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d+$/.test(value)) return undefined;
  const known = prefixes.find((one) => one.system === system && one.digits === value.length);
  return known && `Prefix ${known.name} with its type digit ${known.prefix}: ${known.prefix}${value}.`;
}

function hintForInvariant({ rule, value }: Finding): string | undefined {
  return rule === 'invariant' && isObject(value) ? hintForIdentifier(value.system, value.value) : undefined;
}

function hintForSystem({ rule, value, expected = '' }: Finding): string | undefined {
  if ((rule !== 'pattern' && rule !== 'fixed' && rule !== 'format') || typeof value !== 'string') return undefined;
  const [wanted] = [...meaningOf.keys()].filter((oid) => expected.includes(`"${oid}"`));
  if (meaningOf.has(`urn:oid:${value}`)) return `Write the OID as a URI: urn:oid:${value}.`;
  if (wanted === undefined) return undefined;
  const found = meaningOf.get(value);
  return `${wanted} is for ${meaningOf.get(wanted)}${found ? `; ${value} is for ${found}` : ''}.`;
}

function hintForInstant({ rule, value, expected = '' }: Finding): string | undefined {
  if (rule !== 'format' || !expected.includes('offset') || typeof value !== 'string') return undefined;
  if (/\d \d\d:?\d\d$/.test(value))
    return 'The plus sign of the offset was read as a blank: escape it as %2B where it was sent.';
  if (isWhole.test(value)) return hintForImpossible(value);
  if (/T\d\d:\d\d/.test(value)) return 'Write seconds and the offset of the place: 2026-11-23T09:00:00.000+01:00.';
  return undefined;
}

/** Date, time, seconds and offset are all there. */
const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** For an instant that is written as it should be, but that no calendar or clock has. */
function hintForImpossible(value: string): string {
  const offset = value.slice(value.indexOf('T')).match(/[+-](\d\d:\d\d)$/)?.[1] ?? '00:00';
  if (offset > '14:00') return 'No place has that offset: it goes to 14:00 at most.';
  return 'There is no such day, or no such time of day.';
}
