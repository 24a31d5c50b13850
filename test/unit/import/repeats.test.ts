import { fingerprint, Repeats } from '../../../src/import/repeats.ts';

describe('repeats', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `Slot/${index}`);

  it('remember what was said of each of many, and of no other', () => {
    const repeats = new Repeats();
    for (const name of names) repeats.set(name, fingerprint(name));
    expect(names.filter((name) => repeats.find(name) !== fingerprint(name))).toEqual([]);
    expect(names.filter((name) => repeats.find(`${name}x`) !== undefined)).toEqual([]);
  });

  it('have the last that was said', () => {
    const repeats = new Repeats();
    repeats.set('Slot/1', 1);
    repeats.set('Slot/1', 2);
    expect(repeats.find('Slot/1')).toBe(2);
  });
});

it('fingerprints of texts that differ a little differ', () => {
  const texts = Array.from({ length: 5000 }, (_, index) => `{"id":"${index}","start":"2026-11-23T09:00:00+01:00"}`);
  expect(new Set(texts.map((text) => fingerprint(text))).size).toBe(texts.length);
});
