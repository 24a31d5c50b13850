/**
 * National identifiers with their leading type digit (SPEC §2): a vendor's data may hold them without, a search and an
 * answer always have them with it.
 */
import { identifierSystem } from './sas.ts';

const practitionerPrefixByLength: Readonly<Record<number, string>> = { 11: '8', 9: '0' };
const structurePrefixByLength: Readonly<Record<number, string>> = { 9: '1', 14: '3' };

/**
 * The value with the type digit that its system and length call for: RPPS `8`, ADELI `0`, FINESS `1`, SIRET `3`. A value
 * that has its digit already, is no plain number or stands under another system comes back unchanged.
 */
export function toPrefixedValue(system: string | undefined, value: string): string {
  if (!/^\d+$/.test(value)) return value;
  if (system === identifierSystem.practitioner) return (practitionerPrefixByLength[value.length] ?? '') + value;
  if (system === identifierSystem.structure) return (structurePrefixByLength[value.length] ?? '') + value;
  return value;
}
