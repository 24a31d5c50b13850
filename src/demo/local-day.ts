/** Wall-clock times of a place turned into the instants of FHIR, daylight saving included. */
import { DateTime } from 'luxon';

/** Two FHIR instants of one place, with milliseconds and its numeric offset: `2026-11-23T09:00:00.000+01:00`. */
export interface Span {
  readonly start: string;
  readonly end: string;
}

/** One day as the clock on the wall of a place shows it. */
export interface LocalDay {
  /** The local ISO date. */
  readonly date: string;
  /** 1 (Monday) to 7 (Sunday). */
  readonly weekday: number;
  /**
   * From `minute` (since the midnight that opens the day) for `durationMinutes` real minutes, under an hour. A time that the clock
   * skips in spring gives nothing; of one that it shows twice in autumn, the first.
   */
  span(minute: number, durationMinutes: number): Span | undefined;
}

/** The day of this local ISO date in this IANA zone. */
export function localDay(date: string, zone: string): LocalDay {
  const midnight = DateTime.fromISO(date, { zone });
  const hasOneOffset = midnight.offset === midnight.plus({ days: 1, hours: 1 }).offset;
  return {
    date,
    weekday: midnight.weekday,
    span: hasOneOffset
      ? steadySpans(midnight)
      : (minute, durationMinutes) =>
          shiftedSpan(DateTime.fromISO(`${date}T${toClock(minute)}`, { zone }), minute, durationMinutes),
  };
}

/** The hour and minute of minutes since midnight: `09:05`. */
export const toClock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** The ISO dates from the first to the last, both included; a RangeError when one is no date. */
export function datesBetween(first: string, last: string): string[] {
  const [from, to] = [DateTime.fromISO(first, { zone: 'utc' }), DateTime.fromISO(last, { zone: 'utc' })];
  if (!from.isValid || !to.isValid) throw new RangeError(`not dates: ${first}, ${last}`);
  const count = Math.max(0, Math.floor(to.diff(from, 'days').days) + 1);
  return Array.from({ length: count }, (_, rank) => from.plus({ days: rank }).toISODate());
}

/** On all days but two a year the offset stays, and text is enough: a hundred times faster than a date library, for 20,000 slots. */
function steadySpans(midnight: DateTime): LocalDay['span'] {
  const [today, tomorrow] = [midnight.toISODate(), midnight.plus({ days: 1 }).toISODate()];
  const offset = midnight.toFormat('ZZ');
  const at = (minute: number) =>
    `${minute < 1440 ? today : tomorrow}T${toClock(minute < 1440 ? minute : minute - 1440)}:00.000${offset}`;
  return (minute, durationMinutes) => ({ start: at(minute), end: at(minute + durationMinutes) });
}

function shiftedSpan(shown: DateTime, minute: number, durationMinutes: number): Span | undefined {
  if (shown.hour * 60 + shown.minute !== minute) return undefined;
  // Which of two equal wall times luxon takes depends on the season it runs in: the demonstration must not.
  const start = shown.getPossibleOffsets().reduce((one, other) => (other < one ? other : one));
  return { start: start.toISO()!, end: start.plus({ minutes: durationMinutes }).toISO()! };
}
