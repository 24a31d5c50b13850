/** Who practises where and when in the demonstration: the cases with a part to play, then the others. */
import { certificationCases } from './certification-cases.ts';
import { rpps, rppsRang, unprefixed } from './identifiers.ts';
import { ordinaryBriefs } from './ordinary-practitioners.ts';
import { otherCases } from './other-cases.ts';
import { type Person, personOf } from './people.ts';
import type { PracticeBrief, PractitionerBrief } from './practitioner-brief.ts';
import { demoSites, type Site } from './sites.ts';
import { generalMedicine } from './specialities.ts';
import { nationalPhoneOf, phoneOf } from './territories.ts';

/** A practitioner of the demonstration. */
export interface DemoPractitioner {
  readonly id: string;
  readonly person: Person;
  /** National identifiers, as stored. */
  readonly identifiers: readonly string[];
  readonly isActive: boolean;
  readonly practices: readonly DemoPractice[];
}

/** One place where a practitioner works: its PractitionerRole, Schedule and Location share the id. */
export interface DemoPractice extends Required<Omit<PracticeBrief, 'siteId' | 'hasNationalPhone'>> {
  readonly id: string;
  readonly site: Site;
  /** FINESS, SIRET or RPPS rang, as stored. */
  readonly structureId: string;
  /** As stored. */
  readonly phone: string;
}

/** Every practitioner, the cases first. */
export function demoPractitioners(seed: string): readonly DemoPractitioner[] {
  const expand = expander(seed);
  const cases = [...certificationCases, ...otherCases].map((one) => expand(`demo-${one.key}`, one));
  return [...cases, ...ordinaryBriefs(seed).map((brief) => expand(`demo-${brief.serial}`, brief))];
}

function expander(seed: string): (id: string, brief: PractitionerBrief) => DemoPractitioner {
  const [sites, person] = [demoSites(seed), personOf(seed)];
  return (id, brief) => {
    const stored = brief.isUnprefixed ? unprefixed : (value: string) => value;
    return {
      id,
      person: person(brief.person ?? brief.serial),
      identifiers: (brief.identifiers ?? [rpps(brief.serial)]).map(stored),
      isActive: brief.isActive ?? true,
      practices: brief.practices.map((practice, index) => {
        const site = sites.get(practice.siteId)!;
        const structureId = stored(site.structureId ?? rppsRang(brief.serial, index + 1));
        return { ...toPractice(practice, site, brief.serial * 10 + index), id: `${id}-${index + 1}`, structureId };
      }),
    };
  };
}

function toPractice(brief: PracticeBrief, site: Site, phoneSerial: number): Omit<DemoPractice, 'id' | 'structureId'> {
  const { siteId: _, hasNationalPhone, ...told } = brief;
  const phone = hasNationalPhone ? nationalPhoneOf : phoneOf;
  return {
    speciality: generalMedicine,
    acceptsSurNumeraire: false,
    isRoleActive: true,
    isScheduleActive: true,
    hasSeparateLocation: false,
    hasUtcInstants: false,
    ...told,
    site,
    phone: phone(site.territory, phoneSerial),
  };
}
