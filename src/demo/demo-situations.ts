/** Which practitioner and which association of the demonstration shows what: for the certification, and for whoever tries the server. */
import type { Agenda, Offer } from './agenda.ts';
import { certificationCases } from './certification-cases.ts';
import { rpps } from './identifiers.ts';
import { otherCases } from './other-cases.ts';
import { type DemoPractitioner, demoPractitioners } from './practitioners.ts';
import { sosAssociations } from './structures.ts';

/** Of each situation of the certification, the identifier (prefixed) or the comma-separated codes. */
export type DemoSituations = Readonly<
  Record<
    | 'rpps'
    | 'rppsMulti'
    | 'rpps3'
    | 'rpps4'
    | 'rppsCpts'
    | 'rppsCptsTwo'
    | 'rppsCptsShared'
    | 'siret'
    | 'siret2'
    | 'slotTypes'
    | 'consultTypes'
    | 'slotTypesCpts'
    | 'consultTypesCpts',
    string
  >
>;

/** The situations of the certification in the demonstration of this seed. */
export function demoSituations(seed: string): DemoSituations {
  const practitioners = new Map(demoPractitioners(seed).map((one) => [one.id, one]));
  const of = (key: string) => practitioners.get(`demo-${key}`)!;
  const rppsOf = (key: string) => of(key).identifiers[0]!;
  return {
    rpps: rppsOf('rpps'),
    rppsMulti: rppsOf('rpps-multi'),
    rpps3: rppsOf('rpps-3'),
    rpps4: rppsOf('rpps-4'),
    rppsCpts: rppsOf('rpps-cpts'),
    rppsCptsTwo: rppsOf('rpps-cpts-two'),
    rppsCptsShared: rppsOf('rpps-cpts-shared'),
    siret: sosAssociations[0]!.siret,
    siret2: sosAssociations[1]!.siret,
    slotTypes: codesOf(of('rpps'), (offer) => offer.visibility),
    consultTypes: codesOf(of('rpps'), (offer) => offer.consultations),
    slotTypesCpts: codesOf(of('rpps-cpts'), (offer) => offer.visibility),
    consultTypesCpts: codesOf(of('rpps-cpts'), (offer) => offer.consultations),
  };
}

/** One practitioner with a part to play. */
export interface DemoCaseSummary {
  /** Id of the Practitioner. */
  readonly id: string;
  /** What to search by: prefixed, whatever the stored form. */
  readonly identifiers: readonly string[];
  /** What such a search shows, in a few words. */
  readonly shows: string;
}

/** Which practitioner shows what: the situations of the certification first, then what real agendas bring besides. */
export const demoCases = (): readonly DemoCaseSummary[] =>
  [...certificationCases, ...otherCases].map(({ key, serial, identifiers = [rpps(serial)], shows }) => ({
    id: `demo-${key}`,
    identifiers,
    shows,
  }));

const codesOf = (practitioner: DemoPractitioner, codes: (offer: Offer) => readonly string[]): string =>
  [...new Set(practitioner.practices.flatMap((one) => offersOf(one.agenda).flatMap(codes)))].sort().join(',');

const offersOf = (agenda: Agenda): readonly Offer[] => (agenda.kind === 'round-the-clock' ? agenda.offers : []);
