import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../../../src/application/new-id.ts';

describe('the id of a new resource', () => {
  it('begins with the time: later ones stand behind earlier ones', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) {
      ids.push(newId());
      await delay(2);
    }
    expect(ids.toSorted()).toEqual(ids);
    expect(Math.abs(Number.parseInt(ids.at(-1)!.replace('-', '').slice(0, 12), 16) - Date.now())).toBeLessThan(60_000);
  });

  it('tells nothing of others of the same millisecond', () => {
    const ids = Array.from({ length: 1000 }, newId);
    expect(new Set(ids).size).toBe(1000);
    // What follows the time and the version would be counted up, and so be in order, if it were not drawn for each.
    expect(ids.map((id) => id.slice(15)).toSorted()).not.toEqual(ids.map((id) => id.slice(15)));
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});
