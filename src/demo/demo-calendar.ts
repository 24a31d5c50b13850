/** Which days the demonstration holds at a given time. */
import { DateTime } from 'luxon';
import { demoSchedules } from './demo-schedules.ts';

/** Days kept after today. A server that tops up once a day always has those that searches look at. */
export const demoDaysAhead = 6;

/** Days after today that searches look at: 72 hours. */
export const searchedDaysAhead = 3;

/**
 * The first and the last local day (ISO dates, both included) to have slots at this instant: from the earliest today of any of the
 * places, where it may still be yesterday, to `daysAhead` after the latest.
 */
export function demoDays(
  seed: string,
  now: Date,
  daysAhead = demoDaysAhead,
): { readonly fromDay: string; readonly toDay: string } {
  const zones = new Set(demoSchedules(seed).map((schedule) => schedule.zone));
  const todays = [...zones].map((zone) => DateTime.fromJSDate(now, { zone }).toISODate()!).sort();
  return {
    fromDay: todays[0]!,
    toDay: DateTime.fromISO(todays.at(-1)!, { zone: 'utc' }).plus({ days: daysAhead }).toISODate()!,
  };
}
