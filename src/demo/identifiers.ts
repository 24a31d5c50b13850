/**
 * National identifiers of the demonstration: prefixed, with a right key, from ranges that were never given to anyone.
 * Type digits: SAS guide, "Identifiants"; keys: Luhn (ISO/IEC 7812-1 annex B).
 */

/** RPPS of a practitioner: `8` and 11 digits that begin with 99990 (real ones begin with 10). */
export const rpps = (serial: number): string => `8${withKey(`99990${pad(serial, 5)}`)}`;

/** ADELI of a practitioner: `0` and 9 digits, département first. */
export const adeli = (departement: string, serial: number): string => `0${withKey(`${departement}9${pad(serial, 5)}`)}`;

/** FINESS of a structure: `1` and 9 digits, département first (four digits overseas), then a 9 that real ones do not have. */
export const finess = (departement: string, serial: number): string =>
  `1${withKey(`${departement}9${pad(serial, 7 - departement.length)}`)}`;

/** SIRET of a structure: `3` and 14 digits, in a SIREN range (000) that is not attributed. */
export const siret = (serial: number): string => `3${withKey(`${withKey(`000${pad(serial, 5)}`)}0001`)}`;

/** RPPS rang, for a practice with neither FINESS nor SIRET: `4`, the practitioner's 11 digits, the rank of the practice. */
export const rppsRang = (serial: number, rank: number): string => `4${rpps(serial).slice(1)}${pad(rank, 3)}`;

/** The value as some software stores it: without the leading type digit. */
export const unprefixed = (value: string): string => value.slice(1);

/** Whether the digits end with their own Luhn key. */
export const hasLuhnKey = (digits: string): boolean => withKey(digits.slice(0, -1)) === digits;

function withKey(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const weighted = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

const pad = (serial: number, length: number) => String(serial).padStart(length, '0');
