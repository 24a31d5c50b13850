/** Which days the demonstration holds at a given time. */
import { DateTime } from 'luxon';
import { demoSchedules } from './demo-schedules.ts';

/** Days kept after today. A search looks 72 hours ahead at most, so a server that tops up once a day always has them. */
export const demoDaysAhead = 6;

/**
 * The first and the last local day (ISO dates, both included) to have slots at this instant: from the earliest today of any of the
 * places, where it may still be yesterday, to `demoDaysAhead` after the latest.
 */
export function demoDays(seed: string, now: Date): { readonly fromDay: string; readonly toDay: string } {
  const zones = new Set(demoSchedules(seed).map((schedule) => schedule.zone));
  const todays = [...zones].map((zone) => DateTime.fromJSDate(now, { zone }).toISODate()!).sort();
  return {
    fromDay: todays[0]!,
    toDay: DateTime.fromISO(todays.at(-1)!, { zone: 'utc' }).plus({ days: demoDaysAhead }).toISODate()!,
  };
}
