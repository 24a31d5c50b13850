/** Two hundred practitioners without a part to play, drawn from the seed. */
import { officeHours, practiceMix, type WeeklyHours } from './agenda.ts';
import type { PracticeBrief, PractitionerBrief } from './practitioner-brief.ts';
import { type Random, randomOf } from './random.ts';
import { demoSites, type Site } from './sites.ts';
import { generalMedicine, otherSpecialities, type Speciality } from './specialities.ts';
import { cptsList } from './structures.ts';

/** The cases have the serial numbers below. */
const firstSerial = 101;
const count = 210;

/** Practitioners in turn at every address, so that every town has some. */
export function ordinaryBriefs(seed: string): PractitionerBrief[] {
  const sites = randomOf(seed, 'sites').shuffle([...demoSites(seed).values()]);
  return Array.from({ length: count }, (_, index) => {
    const serial = firstSerial + index;
    const random = randomOf(seed, 'practitioner', serial);
    return { serial, practices: ordinaryPractices(random, sites, index) };
  });
}

function ordinaryPractices(random: Random, sites: readonly Site[], index: number): PracticeBrief[] {
  const site = sites[index % sites.length]!;
  const speciality = random.chance(0.7) ? generalMedicine : random.pick(otherSpecialities);
  const acceptsSurNumeraire = random.chance(0.3);
  const agenda = drawAgenda(random, site, speciality);
  const told = { speciality, acceptsSurNumeraire };
  const other = random.chance(0.08) && sites.find((one) => isInSameTown(one, site));
  if (!other) return [{ siteId: site.id, agenda, ...told }];
  const [morning, afternoon] = agenda.sessions;
  return [
    { siteId: site.id, agenda: { ...agenda, sessions: [morning!] }, ...told },
    { siteId: other.id, agenda: { ...agenda, sessions: [afternoon!] }, ...told },
  ];
}

/** Saint-Denis is in Seine-Saint-Denis and on La Réunion: a name alone does not make a town. */
const isInSameTown = (one: Site, other: Site) =>
  one !== other && one.city === other.city && one.territory.zone === other.territory.zone;

/** Four or five days a week, some Saturdays, rarely Sundays; a lunch break; sometimes a first hour without appointment. */
function drawAgenda(random: Random, site: Site, speciality: Speciality): WeeklyHours {
  const dayOff = random.chance(0.6) ? random.between(1, 5) : 0;
  const opening = random.pick([8 * 60, 8 * 60 + 30, 9 * 60, 9 * 60 + 30]);
  const cpts = cptsList.filter((one) => one.postalCodes.includes(site.postalCode)).map((one) => one.id);
  return officeHours(practiceMix(speciality.reasons, random.chance(0.5) ? cpts : []), {
    weekdays: [1, 2, 3, 4, 5, ...(random.chance(0.35) ? [6] : []), ...(random.chance(0.05) ? [7] : [])].filter(
      (weekday) => weekday !== dayOff,
    ),
    sessions: [
      [opening, random.pick([12 * 60, 12 * 60 + 30])],
      [random.pick([13 * 60 + 30, 14 * 60]), random.pick([17 * 60, 18 * 60, 19 * 60])],
    ],
    durationMinutes: random.pick(speciality.durations),
    ...(random.chance(0.15) ? { walkInUntil: opening + 60 } : {}),
  });
}
