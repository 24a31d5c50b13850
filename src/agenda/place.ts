/** What a French postal code tells of a place: its time zone, and the country whose numbering plan its phones follow. */
import type { CountryCode } from 'libphonenumber-js';
import { defaultZone } from '../fhir/instant.ts';

interface Territory {
  readonly zone: string;
  readonly phoneCountry: CountryCode;
}

const metropole: Territory = { zone: defaultZone, phoneCountry: 'FR' };

/** By the first three digits of the postal code; what is not here is metropolitan France. */
const overseas: Readonly<Record<string, Territory>> = {
  '971': { zone: 'America/Guadeloupe', phoneCountry: 'GP' },
  '972': { zone: 'America/Martinique', phoneCountry: 'MQ' },
  '973': { zone: 'America/Cayenne', phoneCountry: 'GF' },
  '974': { zone: 'Indian/Reunion', phoneCountry: 'RE' },
  '975': { zone: 'America/Miquelon', phoneCountry: 'PM' },
  '976': { zone: 'Indian/Mayotte', phoneCountry: 'YT' },
  '977': { zone: 'America/St_Barthelemy', phoneCountry: 'BL' },
  '978': { zone: 'America/Marigot', phoneCountry: 'MF' },
  '986': { zone: 'Pacific/Wallis', phoneCountry: 'WF' },
  '987': { zone: 'Pacific/Tahiti', phoneCountry: 'PF' },
  '988': { zone: 'Pacific/Noumea', phoneCountry: 'NC' },
};

const territoryOf = (postalCode: string | undefined): Territory =>
  overseas[postalCode?.replace(/\s/g, '').slice(0, 3) ?? ''] ?? metropole;

/** The IANA zone of a place; Paris when the postal code is absent or says nothing else. */
export const zoneOf = (postalCode: string | undefined): string => territoryOf(postalCode).zone;

/** The country in whose plan a phone number typed there is read. */
export const phoneCountryOf = (postalCode: string | undefined): CountryCode => territoryOf(postalCode).phoneCountry;
