import fc from 'fast-check';
import { DateTime, Settings } from 'luxon';
import { formatInstant, keepOffset, localDay, parseDateTime } from '../../../src/fhir/instant.ts';

const hour = 3_600_000;
const zones = ['Europe/Paris', 'America/Cayenne', 'Indian/Reunion', 'Pacific/Noumea'];
const at = (text: string) => Date.parse(text);
const lengthOf = (text: string, zone?: string) => {
  const range = parseDateTime(text, zone)!;
  return range.to - range.from;
};

/** Years in which the servers of the SAS live; the rules of the zones are known there. */
const instant = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2060-01-01T00:00:00Z') });
const zone = fc.constantFrom(...zones);

describe('a FHIR date', () => {
  it.each([
    ['2026', '2026-01-01T00:00:00+01:00', '2027-01-01T00:00:00+01:00'],
    ['2026-02', '2026-02-01T00:00:00+01:00', '2026-03-01T00:00:00+01:00'],
    ['2026-11-23', '2026-11-23T00:00:00+01:00', '2026-11-24T00:00:00+01:00'],
    ['2026-11-23T09:00', '2026-11-23T09:00:00+01:00', '2026-11-23T09:01:00+01:00'],
    ['2026-11-23T09:00:07', '2026-11-23T09:00:07+01:00', '2026-11-23T09:00:08+01:00'],
    ['2026-11-23T09:00:07.25', '2026-11-23T09:00:07.250+01:00', '2026-11-23T09:00:07.251+01:00'],
    ['2026-11-23T09:00Z', '2026-11-23T09:00:00Z', '2026-11-23T09:01:00Z'],
    ['2026-11-23T09:00:00-11:00', '2026-11-23T20:00:00Z', '2026-11-23T20:00:01Z'],
    ['2026-11-23T09:00:00.1239999+14:00', '2026-11-22T19:00:00.123Z', '2026-11-22T19:00:00.124Z'],
    ['0050-03-01T00:00:00Z', '0050-03-01T00:00:00Z', '0050-03-01T00:00:01Z'],
  ])('%s covers what its precision says, in Paris unless it has an offset', (text, from, to) => {
    expect(parseDateTime(text)).toEqual({ from: at(from), to: at(to) });
  });

  it.each([
    '',
    ' ',
    '26',
    '2026-13',
    '2026-00-01',
    '2027-02-30',
    '2027-02-29',
    '1900-02-29',
    '0000-01-01',
    '2026-11-23T',
    '2026-11-23T09',
    '2026-11-23T24:00:00',
    '2026-11-23T25:00',
    '2026-11-23T09:60',
    '2026-11-23T09:00:61',
    '2026-11-23T09:00:00.',
    '2026-11-23T09:00:00+14:30',
    '2026-11-23T09:00:00+15:00',
    '2026-11-23 09:00:00',
    '2026-11-23T09:00:00 01:00',
    '2026-11-23Z',
    '2026-11-23T09:00:00z',
    '2026-11-23\n',
    '١٩٩٠-01-01',
  ])('refuses %j, which is none', (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });

  it('knows the leap days', () => {
    expect(parseDateTime('2028-02-29')).toBeDefined();
    expect(parseDateTime('2000-02-29')).toBeDefined();
  });

  it('has 23 hours on the day the clocks go forward in Paris, and 25 when they go back', () => {
    expect(lengthOf('2026-03-29')).toBe(23 * hour);
    expect(lengthOf('2026-10-25')).toBe(25 * hour);
    expect(lengthOf('2026-10-25', 'Indian/Reunion')).toBe(24 * hour);
    expect(lengthOf('2026-03')).toBe(31 * 24 * hour - hour);
  });

  it('means the first of the two hours that autumn repeats, whatever the season in which it is asked', () => {
    const now = Settings.now;
    try {
      for (const season of ['2026-01-15T00:00:00Z', '2026-07-15T00:00:00Z']) {
        Settings.now = () => at(season);
        expect(parseDateTime('2026-10-25T02:30:00')?.from).toBe(at('2026-10-25T02:30:00+02:00'));
      }
    } finally {
      Settings.now = now;
    }
  });

  it('means the hour after for a time that spring leaps over', () => {
    expect(parseDateTime('2026-03-29T02:30:00')?.from).toBe(at('2026-03-29T03:30:00+02:00'));
  });
});

describe('the days of a zone', () => {
  const dayAfter = (day: string) => DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');

  it('tile the calendar: each ends where the next begins, after 23, 24 or 25 hours', () => {
    fc.assert(
      fc.property(instant, zone, (ms, where) => {
        const day = localDay(ms, where);
        const range = parseDateTime(day, where)!;
        const next = parseDateTime(dayAfter(day), where)!;
        expect(range.from <= ms && ms < range.to).toBe(true);
        expect(range.to).toBe(next.from);
        expect([23, 24, 25]).toContain((range.to - range.from) / hour);
      }),
    );
  });

  it('are tiled by their hours as the clock on the wall shows them', () => {
    for (const where of zones) {
      for (const day of ['2026-03-29', '2026-10-25', '2026-11-23']) {
        const { from, to } = parseDateTime(day, where)!;
        for (let ms = from; ms < to; ms += hour / 4) expect(localDay(ms, where)).toBe(day);
        expect(localDay(to, where)).toBe(dayAfter(day));
      }
    }
  });

  it('lie inside their months, and these inside their years', () => {
    fc.assert(
      fc.property(instant, zone, (ms, where) => {
        const day = localDay(ms, where);
        const ranges = [day, day.slice(0, 7), day.slice(0, 4)].map((text) => parseDateTime(text, where)!);
        expect(ranges[1]!.from <= ranges[0]!.from && ranges[0]!.to <= ranges[1]!.to).toBe(true);
        expect(ranges[2]!.from <= ranges[1]!.from && ranges[1]!.to <= ranges[2]!.to).toBe(true);
      }),
    );
  });
});

describe('an instant that is sent', () => {
  it('has milliseconds and the numeric offset of its zone, never Z', () => {
    expect(formatInstant(at('2026-11-23T08:00:00Z'))).toBe('2026-11-23T09:00:00.000+01:00');
    expect(formatInstant(at('2026-07-01T08:00:00.5Z'))).toBe('2026-07-01T10:00:00.500+02:00');
    expect(formatInstant(at('2026-11-23T08:00:00Z'), 'America/Cayenne')).toBe('2026-11-23T05:00:00.000-03:00');
    expect(formatInstant(at('2026-11-23T08:00:00Z'), 'Indian/Reunion')).toBe('2026-11-23T12:00:00.000+04:00');
    expect(formatInstant(at('2026-11-23T08:00:00Z'), 'Pacific/Noumea')).toBe('2026-11-23T19:00:00.000+11:00');
  });

  it('is read back as the same millisecond, in the hours of a change of clocks too', () => {
    const nearChange = fc
      .constantFrom('2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z')
      .chain((change) => fc.integer({ min: -3 * hour, max: 3 * hour }).map((distance) => at(change) + distance));
    fc.assert(
      fc.property(fc.oneof(instant, nearChange), zone, (ms, where) => {
        const text = formatInstant(ms, where);
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
        expect(parseDateTime(text)).toEqual({ from: ms, to: ms + 1 });
        expect(keepOffset(text)).toBe(text);
      }),
    );
  });

  it('keeps the offset that was stored and gains milliseconds', () => {
    expect(keepOffset('2026-11-23T09:00:00+04:00')).toBe('2026-11-23T09:00:00.000+04:00');
    expect(keepOffset('2026-11-23T09:00:00.5-03:00')).toBe('2026-11-23T09:00:00.500-03:00');
    expect(keepOffset('2026-11-23T09:00:00.123456+01:00')).toBe('2026-11-23T09:00:00.123+01:00');
  });

  it.each(['2026-11-23T09:00:00Z', '2026-11-23T09:00:00', '2026-11-23'])('has no offset to keep in %s', (text) => {
    expect(keepOffset(text)).toBeUndefined();
  });
});
