/** The searches that are asked: each for other practitioners, so that no cache of answers would help. */
import { localDay } from '../../src/demo/local-day.ts';
import { randomOf } from '../../src/demo/random.ts';
import { identifierSystem } from '../../src/fhir/sas.ts';
import { type BaseShape, practitionerCount, rppsOf, scheduleOf } from './agendas.ts';

const searchCount = 2000;

/** The guide's search (SPEC §3) for three whole days, the same list at each run; paths below the FHIR base. */
export const searchPaths = (shape: BaseShape, practitioners: number): string[] =>
  draws(shape, practitioners).map((ranks) => {
    const identifiers = ranks.map((rank) => `${identifierSystem.practitioner}%7C${rppsOf(rank)}`);
    return `/Slot?${windowOf(shape)}&schedule.actor:Practitioner.identifier=${identifiers}&${includes}`;
  });

/** The nearest search that the peer can do: it follows no chain in memory, so it is spared that and told the schedules. */
export const peerSearchPaths = (shape: BaseShape, practitioners: number): string[] =>
  draws(shape, practitioners).map((ranks) => {
    const schedules = ranks.map((rank) => `Schedule/${scheduleOf(rank)}`);
    // To the peer a plus sign that is not escaped is a blank.
    const window = windowOf(shape).replaceAll('+', '%2B');
    return `/Slot?${window}&schedule=${schedules}&${includes}&_count=1000`;
  });

const includes = '_include=Slot:schedule&_include:iterate=Schedule:actor';

/** Ranks of different practitioners for each search. */
function draws(shape: BaseShape, practitioners: number): number[][] {
  const random = randomOf('searches', practitioners);
  const all = practitionerCount(shape);
  return Array.from({ length: searchCount }, () => {
    const ranks = new Set<number>();
    while (ranks.size < Math.min(practitioners, all)) ranks.add(random.between(0, all - 1));
    return [...ranks];
  });
}

/** Three whole days, written as the guide writes them. */
function windowOf({ fromDay }: BaseShape): string {
  const lastDay = new Date(Date.parse(fromDay) + 2 * 86_400_000).toISOString().slice(0, 10);
  const { start } = localDay(fromDay, 'Europe/Paris').span(0, 1)!;
  const { end } = localDay(lastDay, 'Europe/Paris').span(24 * 60 - 1, 1)!;
  return `start=ge${start}&start=le${end}&status=free`;
}
