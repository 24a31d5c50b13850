/**
 * FHIR dates and instants: what a text of a given precision covers, and how an instant is written with an offset.
 * https://hl7.org/fhir/R4/datatypes.html#dateTime, https://hl7.org/fhir/R4/search.html#date
 */
import { DateTime } from 'luxon';

/** The zone of a value without offset (SPEC §3: Paris time). */
export const defaultZone = 'Europe/Paris';

/** A stretch of time in milliseconds since 1970: `from` inclusive, `to` exclusive. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const pattern =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?)?)?)?$/;

type Unit = 'year' | 'month' | 'day' | 'minute' | 'second' | 'millisecond';

/**
 * The stretch of time that a FHIR `date`, `dateTime` or `instant` covers at its own precision: `2026-11-23` is that whole
 * day in `zone`, `2026-11-23T09:00:00.000+01:00` one millisecond. In the hour that a zone repeats in autumn the
 * earlier one is meant; in the hour that it leaps in spring the one after. Undefined when the text is no such date
 * (2027-02-30, 25:00, an empty text).
 */
export function parseDateTime(text: string, zone: string = defaultZone): TimeRange | undefined {
  return withOffset.get(text) ?? parseUnknown(text, zone);
}

/** What texts with an offset mean, in whatever zone: agendas say the same instants again and again. */
const withOffset = new Map<string, TimeRange>();
const mostRemembered = 5000;

function remembered(text: string, range: TimeRange): TimeRange {
  if (withOffset.size >= mostRemembered) withOffset.clear();
  withOffset.set(text, range);
  return range;
}

function parseUnknown(text: string, zone: string): TimeRange | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const unit = precisionOf({ month, day, hour, second, fraction });
  const parts = {
    year: Number(year),
    month: Number(month ?? 1),
    day: Number(day ?? 1),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    millisecond: fraction ? Math.floor(Number(`0.${fraction}`) * 1000) : 0,
  };
  if (!isOnTheCalendar(parts)) return undefined;
  if (offset !== undefined) {
    const from = utcMs(parts) - offsetMs(offset);
    return remembered(text, { from, to: from + lengthMs[unit as 'minute' | 'second' | 'millisecond'] });
  }
  const start = earliest(parts, zone);
  return { from: start.toMillis(), to: start.plus({ [unit]: 1 }).toMillis() };
}

/** `Date.UTC` takes the years 0 to 99 for 1900 to 1999: four centuries, after which the calendar repeats, keep it from that. */
const utcMs = ({ year, month, day, hour, minute, second, millisecond }: CalendarParts): number =>
  Date.UTC(year + 400, month - 1, day, hour, minute, second, millisecond) - fourCenturiesMs;

const fourCenturiesMs = 146_097 * 86_400_000;

/** In an hour that comes twice luxon chooses by the season in which it is asked; the first is what is meant. */
function earliest(parts: CalendarParts, zone: string): DateTime {
  const start = DateTime.fromObject(parts, { zone });
  return start.getPossibleOffsets()[0] ?? start;
}

const lengthMs = { minute: 60_000, second: 1000, millisecond: 1 };

type Captured = Record<'month' | 'day' | 'hour' | 'second' | 'fraction', string | undefined>;

function precisionOf({ month, day, hour, second, fraction }: Captured): Unit {
  if (fraction) return 'millisecond';
  if (second) return 'second';
  if (hour) return 'minute';
  if (day) return 'day';
  return month ? 'month' : 'year';
}

interface CalendarParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

function isOnTheCalendar({ year, month, day, hour, minute, second }: CalendarParts): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  return day <= 28 || day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4));
  return (offset.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

/** The instant in `zone` with milliseconds and a numeric offset: `2026-11-23T09:00:00.000+01:00`, never `Z`. */
export const formatInstant = (ms: number, zone: string = defaultZone): string =>
  DateTime.fromMillis(ms, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSSZZ");

const numericOffset = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?([+-]\d\d:\d\d)$/;

/**
 * The same instant with milliseconds, its stored numeric offset kept (SPEC §3). Undefined when the text has no numeric
 * offset (`Z`, or none), so that the caller must say the zone of the place.
 */
export function keepOffset(text: string): string | undefined {
  const match = numericOffset.exec(text);
  if (!match) return undefined;
  const [, seconds, fraction = '', offset] = match;
  return `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`;
}

/** The calendar day (`2026-11-23`) of an instant in `zone`. */
export const localDay = (ms: number, zone: string = defaultZone): string =>
  DateTime.fromMillis(ms, { zone }).toFormat('yyyy-MM-dd');
