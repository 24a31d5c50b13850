/** What depends on the territory a postal code lies in: the hour, the phones, the numbers of its structures. */

/** One numbering and time area of France. */
export interface Territory {
  /** IANA zone. */
  readonly zone: string;
  /** First digits of its FINESS numbers; absent where structures have none. */
  readonly finess?: string;
  /** Country calling code, without `+`. */
  readonly callingCode: string;
  /** First digits of the demonstration's numbers there, then four more; a trunk `0` comes before in national form where `hasTrunk`. */
  readonly phonePrefix: string;
  readonly hasTrunk: boolean;
}

type Overseas = Omit<Territory, 'hasTrunk'> & { readonly hasTrunk?: false };

/** Overseas, by the first three digits of the postal code. */
const overseas: Readonly<Record<string, Overseas>> = {
  '971': { zone: 'America/Guadeloupe', finess: '9701', callingCode: '590', phonePrefix: '59099' },
  '972': { zone: 'America/Martinique', finess: '9702', callingCode: '596', phonePrefix: '59699' },
  '973': { zone: 'America/Cayenne', finess: '9703', callingCode: '594', phonePrefix: '59499' },
  '974': { zone: 'Indian/Reunion', finess: '9704', callingCode: '262', phonePrefix: '26299' },
  '975': { zone: 'America/Miquelon', callingCode: '508', phonePrefix: '41', hasTrunk: false },
  '976': { zone: 'Indian/Mayotte', finess: '9805', callingCode: '262', phonePrefix: '26960' },
  '987': { zone: 'Pacific/Tahiti', callingCode: '689', phonePrefix: '4099', hasTrunk: false },
  '988': { zone: 'Pacific/Noumea', callingCode: '687', phonePrefix: '28', hasTrunk: false },
};

/**
 * Metropolitan numbers that are kept for fiction, by region of the numbering plan, with the départements of the demonstration
 * that lie in it. Arcep, decision 2018-0881.
 */
const metropolitan: readonly (readonly [phonePrefix: string, ...departements: string[]])[] = [
  ['19900', '75', '78', '92', '93', '94'],
  ['26191', '14', '29', '35', '37', '44', '76'],
  ['35301', '21', '58', '59', '67', '80'],
  ['46571', '06', '13', '15', '34', '38', '63', '69'],
  ['53649', '23', '31', '33', '87'],
];

/** The territory of a postal code of the demonstration; throws a RangeError for the rest of France, which it does not know. */
export function territoryOf(postalCode: string): Territory {
  const distant = overseas[postalCode.slice(0, 3)];
  if (distant) return { hasTrunk: true, ...distant };
  const departement = postalCode.slice(0, 2);
  const region = metropolitan.find(([, ...departements]) => departements.includes(departement));
  if (!region) throw new RangeError(`no territory of the demonstration has the postal code ${postalCode}`);
  return { zone: 'Europe/Paris', finess: departement, callingCode: '33', phonePrefix: region[0], hasTrunk: true };
}

/** The phone of this serial number, 0 to 9999, as the guide wants it: `+33199001234`. */
export const phoneOf = (territory: Territory, serial: number): string =>
  `+${territory.callingCode}${subscriberNumber(territory, serial)}`;

/** The same number as people type it: `01 99 00 12 34`, `0262 99 12 34`, `28 12 34`. */
export function nationalPhoneOf(territory: Territory, serial: number): string {
  const number = subscriberNumber(territory, serial);
  const digits = territory.hasTrunk ? `0${number}` : number;
  const isOverseas = territory.callingCode !== '33' && territory.hasTrunk;
  const head = isOverseas ? digits.slice(0, 4) : '';
  return [head, ...(digits.slice(head.length).match(/../g) ?? [])].filter(Boolean).join(' ');
}

const subscriberNumber = (territory: Territory, serial: number) =>
  `${territory.phonePrefix}${String(serial).padStart(4, '0')}`;
