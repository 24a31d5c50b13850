import fc from 'fast-check';
import { backOff, toDelayMs } from '../../../src/declaration/back-off.ts';

describe('the back-off', () => {
  it('doubles from one second to five minutes', () => {
    const delays = [1, 2, 3, 4, 9, 10, 100].map((attempt) => toDelayMs({ attempt, random: () => 1 }));
    expect(delays).toEqual([1000, 2000, 4000, 8000, 256_000, 300_000, 300_000]);
  });

  it('is spread by chance between half of that and all of it', () => {
    expect(toDelayMs({ attempt: 3, random: () => 0 })).toBe(2000);
    expect(toDelayMs({ attempt: 3, random: () => 0.5 })).toBe(3000);
  });

  it('waits as long as the destination asks, an hour at most', () => {
    const asked = (askedMs: number) => toDelayMs({ attempt: 1, askedMs, random: () => 1 });
    expect([asked(500), asked(7000), asked(86_400_000)]).toEqual([1000, 7000, backOff.mostAskedMs]);
  });

  it('is a whole number between its limits, whatever the attempt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
        const delay = toDelayMs({ attempt, random: () => chance });
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(backOff.firstMs / 2);
        expect(delay).toBeLessThanOrEqual(backOff.mostMs);
      }),
    );
  });
});
