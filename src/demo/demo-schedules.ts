/** Every Schedule of the demonstration as its slots need it: those of practitioners, then those of SOS Médecins places. */
import type { Agenda } from './agenda.ts';
import { demoPractitioners } from './practitioners.ts';
import { demoSites } from './sites.ts';
import type { Speciality } from './specialities.ts';
import { sosAssociations } from './structures.ts';

/** One Schedule; `hasUtcInstants` when its software stores instants with `Z`. */
export interface DemoSchedule {
  readonly id: string;
  /** IANA zone of the place. */
  readonly zone: string;
  readonly agenda: Agenda;
  readonly speciality?: Speciality;
  readonly hasUtcInstants?: boolean;
}

/** All schedules of this seed, in a fixed order. */
export function demoSchedules(seed: string): readonly DemoSchedule[] {
  const sites = demoSites(seed);
  const practices = demoPractitioners(seed).flatMap((one) => one.practices);
  const places = sosAssociations.flatMap((one) => one.places);
  return [
    ...practices.map(({ id, agenda, speciality, hasUtcInstants, site }) => ({
      id,
      zone: site.territory.zone,
      agenda,
      speciality,
      hasUtcInstants,
    })),
    ...places.map(({ id, agenda, siteId }) => ({ id, zone: sites.get(siteId)!.territory.zone, agenda })),
  ];
}
