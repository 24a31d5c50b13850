import { demoDays, demoDaysAhead } from '../../../src/demo/demo-calendar.ts';

describe('the days of the demonstration', () => {
  it('begin on the day that still runs in Tahiti, and end well after the one that has begun in Nouméa', () => {
    // 00:30 on the 23rd in Paris: 13:30 on the 22nd in Papeete, 10:30 on the 23rd in Nouméa.
    expect(demoDays('a seed', new Date('2026-11-23T00:30:00+01:00'))).toEqual({
      fromDay: '2026-11-22',
      toDay: '2026-11-29',
    });
    // 20:00 on the 23rd in Paris: 09:00 on the 23rd in Papeete, 06:00 on the 24th in Nouméa.
    expect(demoDays('a seed', new Date('2026-11-23T20:00:00+01:00'))).toEqual({
      fromDay: '2026-11-23',
      toDay: '2026-11-30',
    });
  });

  it('reach beyond three days from now even when nobody has topped them up for a day', () => {
    expect(demoDaysAhead).toBeGreaterThanOrEqual(5);
  });
});
