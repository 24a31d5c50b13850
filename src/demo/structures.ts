/** The CPTS and the SOS Médecins associations of the demonstration: fixed, whatever the seed. */
import { type Agenda, allDay, everyHour, officeHours, sosMix } from './agenda.ts';
import { finess, siret } from './identifiers.ts';
import { territoryOf } from './territories.ts';

/** A CPTS: an Organization and its HealthcareService share the id. */
export interface Cpts {
  readonly id: string;
  readonly name: string;
  readonly finess: string;
  /** Postal codes of the practitioners who may belong to it; the first is its own. */
  readonly postalCodes: readonly [string, ...string[]];
}

/** An association and its places of consultation. */
export interface SosAssociation {
  readonly id: string;
  readonly name: string;
  readonly siret: string;
  readonly places: readonly SosPlace[];
}

/** A place: its Location and its Schedule share the id. */
export interface SosPlace {
  readonly id: string;
  readonly name: string;
  /** A `Site` of the demonstration. */
  readonly siteId: string;
  /** `Location.hoursOfOperation`: opening and closing time, every day. */
  readonly hours: readonly [opening: string, closing: string];
  readonly agenda: Agenda;
}

/** Addresses have the serial numbers below 500, CPTS those below 600, associations those from 601 on. */
const firstCptsSerial = 501;

const cptsRows: readonly (readonly [key: string, name: string, ...postalCodes: [string, ...string[]]])[] = [
  ['caen-nord', 'CPTS Caen Nord', '14000', '14400'],
  ['caen-sud', 'CPTS Caen Sud', '14000', '14100'],
  ['paris-est', 'CPTS Paris Est', '75011', '75020', '75003'],
  ['lyon-rive-gauche', 'CPTS Lyon Rive Gauche', '69003', '69007', '69008'],
  ['rennes', 'CPTS du Pays de Rennes', '35000'],
  ['bourdaine', 'CPTS Bourdaine', '23000', '87000'],
  ['cayenne', 'CPTS de Cayenne', '97300'],
  ['reunion-nord', 'CPTS Réunion Nord', '97400'],
];

/** The CPTS, by their practitioners' postal codes. */
export const cptsList: readonly Cpts[] = cptsRows.map(([key, name, ...postalCodes], index) => ({
  id: `demo-cpts-${key}`,
  name: `${name} (démonstration)`,
  finess: finess(territoryOf(postalCodes[0]).finess!, firstCptsSerial + index),
  postalCodes,
}));

/** The CPTS whose slots the situations of the certification show; the second shares some of them. */
export const [firstCpts, secondCpts] = cptsList as readonly [Cpts, Cpts, ...Cpts[]];

const dayAndNight = everyHour(
  { visibility: ['PUBLIC'], consultations: ['AMB'] },
  { visibility: ['SNP'], consultations: ['AMB', 'VR'] },
  { visibility: ['PUBLIC', 'SNP'], consultations: ['AMB'] },
);

const evenings = officeHours(sosMix, {
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  sessions: [[19 * 60, 23 * 60 + 40]],
  walkInUntil: 20 * 60,
});

const always = ['00:00:00', '23:59:59'] as const;
const evening = ['19:00:00', '23:40:00'] as const;

/** The associations; the first two are those of the certification, open day and night. */
export const sosAssociations: readonly SosAssociation[] = [
  association(601, 'caen', 'SOS Médecins Caen', [
    { name: 'Point fixe de garde de Caen Centre', siteId: '14000-3', hours: always, agenda: dayAndNight },
    {
      name: 'Point fixe de garde de Bayeux',
      siteId: '14400-1',
      hours: always,
      agenda: { ...dayAndNight, startMinutes: allDay(60, 40) },
    },
  ]),
  association(602, 'paris', 'SOS Médecins Paris', [
    { name: 'Lieu fixe de consultation Paris 13', siteId: '75013-2', hours: always, agenda: dayAndNight },
  ]),
  association(603, 'lyon', 'SOS Médecins Lyon', [
    { name: 'Lieu fixe de consultation Villeurbanne', siteId: '69100-1', hours: evening, agenda: evenings },
    { name: 'Lieu fixe de consultation Lyon 8', siteId: '69008-1', hours: evening, agenda: evenings },
  ]),
  association(604, 'bordeaux', 'SOS Médecins Bordeaux', [
    { name: 'Lieu fixe de consultation Bordeaux Centre', siteId: '33000-2', hours: evening, agenda: evenings },
  ]),
  association(605, 'reunion', 'SOS Médecins La Réunion', [
    { name: 'Lieu fixe de consultation Saint-Denis', siteId: '97400-2', hours: evening, agenda: evenings },
  ]),
];

function association(
  serial: number,
  key: string,
  name: string,
  places: readonly Omit<SosPlace, 'id'>[],
): SosAssociation {
  const id = `demo-sos-${key}`;
  return {
    id,
    name: `${name} (démonstration)`,
    siret: siret(serial),
    places: places.map((place, index) => ({ ...place, id: `${id}-${index + 1}` })),
  };
}
