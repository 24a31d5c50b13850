import fc from 'fast-check';
import { DateTime } from 'luxon';
import { datesBetween, localDay } from '../../../src/demo/local-day.ts';

const zones = ['Europe/Paris', 'America/Cayenne', 'Indian/Reunion', 'Pacific/Noumea', 'America/Miquelon'] as const;

describe('a local day', () => {
  it('gives instants with milliseconds and the offset of the place', () => {
    expect(localDay('2026-11-23', 'Europe/Paris').span(9 * 60, 20)).toEqual({
      start: '2026-11-23T09:00:00.000+01:00',
      end: '2026-11-23T09:20:00.000+01:00',
    });
    expect(localDay('2026-07-14', 'Pacific/Noumea').span(23 * 60 + 59, 15)).toEqual({
      start: '2026-07-14T23:59:00.000+11:00',
      end: '2026-07-15T00:14:00.000+11:00',
    });
  });

  it('has no time in the hour that the clock skips in spring', () => {
    const day = localDay('2027-03-28', 'Europe/Paris');
    expect(day.span(2 * 60 + 20, 15)).toBeUndefined();
    expect(day.span(60 + 50, 15)).toEqual({
      start: '2027-03-28T01:50:00.000+01:00',
      end: '2027-03-28T03:05:00.000+02:00',
    });
  });

  it('takes the first of the two times that the clock shows in autumn', () => {
    const span = localDay('2026-10-25', 'Europe/Paris').span(2 * 60 + 50, 15);
    expect(span).toEqual({ start: '2026-10-25T02:50:00.000+02:00', end: '2026-10-25T02:05:00.000+01:00' });
  });

  it('shows the wall time asked and lasts as long as asked, on every day of every zone', () => {
    const date = fc
      .date({ min: new Date('2026-01-01'), max: new Date('2028-12-31'), noInvalidDate: true })
      .map((one) => one.toISOString().slice(0, 10));
    // The days on which Paris and Saint-Pierre change their hour come up often enough to matter.
    const anyDate = fc.oneof(date, fc.constantFrom('2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01'));
    fc.assert(
      fc.property(
        anyDate,
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 4, max: 59 }),
        (on, zone, minute, length) => {
          const span = localDay(on, zone).span(minute, length);
          fc.pre(span !== undefined);
          const start = DateTime.fromISO(span.start, { zone });
          expect([start.toISODate(), start.hour * 60 + start.minute]).toEqual([on, minute]);
          expect(start.toISO()).toBe(span.start);
          expect((Date.parse(span.end) - Date.parse(span.start)) / 60_000).toBe(length);
        },
      ),
    );
  });
});

describe('a span of dates', () => {
  it('holds both ends, over months and years', () => {
    expect(datesBetween('2026-12-30', '2027-01-02')).toEqual(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']);
    expect(datesBetween('2026-12-30', '2026-12-29')).toEqual([]);
  });

  it('refuses what is no date', () => {
    expect(() => datesBetween('2027-02-30', '2027-03-01')).toThrow(RangeError);
  });
});
