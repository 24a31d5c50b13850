/** Which slots the guide's Slot search brings: the window, time, status, activity (SPEC §3). */

import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { codeSystem } from '../../src/fhir/sas.ts';
import { november, practice, rpps, slot } from '../support/agenda-data.ts';
import { idsOf, openAgendaServer } from '../support/agenda-server.ts';
import { nationalRpps, slotQuery } from '../support/guide-queries.ts';

/** The ids of the slots that a search of practitioner 1 with these `start` values brings. */
async function found(slots: readonly AgendaResource[], starts: readonly string[], at?: number): Promise<string[]> {
  const server = await openAgendaServer({ resources: [...practice('a'), ...slots], ...(at ? { at } : {}) });
  try {
    return idsOf(await server.search(slotQuery({ starts, identifiers: nationalRpps(rpps(1)) })), 'Slot');
  } finally {
    await server.close();
  }
}

const at = (id: string, start: string, overrides = {}) => slot(id, 'a', start, overrides);

describe('the window of a Slot search', () => {
  const hours = [at('nine', november('23T09:00')), at('ten', november('23T10:00')), at('eleven', november('23T11:00'))];

  it('holds the slots that start at its two ends', async () => {
    expect(await found(hours, [`ge${november('23T09:00')}`, `le${november('23T11:00')}`])).toEqual([
      'nine',
      'ten',
      'eleven',
    ]);
  });

  it('leaves out what starts a millisecond before or after', async () => {
    const starts = ['ge2026-11-23T09:00:00.001+01:00', 'le2026-11-23T10:59:59.999+01:00'];
    expect(await found(hours, starts)).toEqual(['ten']);
  });

  it('is about starts: a slot that begins before and ends within stays out', async () => {
    expect(await found([at('nine', november('23T09:00'))], ['ge2026-11-23T09:05:00+01:00', 'le2026-11-24'])).toEqual(
      [],
    );
  });

  it('takes the two ends in either order', async () => {
    expect(await found(hours, [`le${november('23T10:00')}`, `ge${november('23T09:30')}`])).toEqual(['ten']);
  });

  it('takes the narrowest of several ends', async () => {
    const starts = ['ge2026-11-23', `ge${november('23T10:00')}`, 'le2026-11-25', `le${november('23T10:00')}`];
    expect(await found(hours, starts)).toEqual(['ten']);
  });

  it('is refused when one start has two dates: any of them would do, and that is no window', async () => {
    const server = await openAgendaServer({ resources: practice('a') });
    const starts = ['ge2026-11-23,le2026-11-24', 'le2026-11-25'];
    const { issue } = await server.refusal(400, slotQuery({ starts, identifiers: nationalRpps(rpps(1)) }));
    expect(issue[0]!.expression).toEqual(['start']);
    await server.close();
  });

  it('is empty when it ends before it begins', async () => {
    expect(await found(hours, [`ge${november('23T11:00')}`, `le${november('23T09:00')}`])).toEqual([]);
  });

  it('reads a value without offset as Paris time', async () => {
    expect(await found(hours, ['ge2026-11-23T10:00:00', 'le2026-11-23T10:30:00'])).toEqual(['ten']);
  });

  it('reads Z and other offsets as the instants they are', async () => {
    expect(await found(hours, ['ge2026-11-23T09:00:00Z', 'le2026-11-23T12:30:00+03:00'])).toEqual(['ten']);
    expect(await found(hours, ['ge2026-11-23T10:00:00+01:00', 'le2026-11-23T10:00:00%2B01:00'])).toEqual(['ten']);
  });

  it('ends with the last moment that the precision of its end covers', async () => {
    const late = [at('late', '2026-11-24T23:59:30.500+01:00'), at('next', november('25T00:00'))];
    expect(await found(late, ['ge2026-11-24', 'le2026-11-24'])).toEqual(['late']);
    expect(await found(late, ['ge2026-11-24', 'le2026-11'])).toEqual(['late', 'next']);
    expect(await found(late, ['ge2026-11-24', 'le2026-11-24T23:59'])).toEqual(['late']);
    expect(await found(late, ['ge2026-11-24', 'le2026-11-24T23:59:30'])).toEqual(['late']);
    expect(await found(late, ['ge2026-11-24', 'le2026-11-24T23:59:29'])).toEqual([]);
  });

  it('begins with the first moment of its beginning: a day at midnight in Paris', async () => {
    const night = [at('monday', '2026-11-23T23:59:59.999+01:00'), at('tuesday', november('24T00:00'))];
    expect(await found(night, ['ge2026-11-24', 'le2026-11-25'])).toEqual(['tuesday']);
  });

  it('narrows further with any other search parameter of Slot', async () => {
    const own = { specialty: [{ coding: [{ system: codeSystem.speciality, code: 'SM26' }] }] };
    const slots = [at('other', november('23T09:00'), own), at('general', november('23T09:00'))];
    const starts = ['ge2026-11-23', 'le2026-11-24&specialty=SM26'];
    expect(await found(slots, starts)).toEqual(['other']);
    expect(await found(hours, ['ge2026-11-23', 'le2026-11-24', `gt${november('23T10:00')}`])).toEqual(['eleven']);
  });
});

describe('on the days on which the clock changes', () => {
  const spring = Date.parse('2027-03-27T12:00:00+01:00');
  const autumn = Date.parse('2026-10-24T12:00:00+02:00');

  it('a day of 23 hours is a whole day', async () => {
    const slots = [
      at('saturday', '2027-03-27T23:59:00.000+01:00'),
      at('first', '2027-03-28T00:00:00.000+01:00'),
      at('last', '2027-03-28T23:59:00.000+02:00'),
      at('monday', '2027-03-29T00:00:00.000+02:00'),
    ];
    expect(await found(slots, ['ge2027-03-28', 'le2027-03-28'], spring)).toEqual(['first', 'last']);
  });

  it('a day of 25 hours is a whole day, and the hour that comes twice has slots in both', async () => {
    const slots = [
      at('summer-half-past-two', '2026-10-25T02:30:00.000+02:00'),
      at('winter-half-past-two', '2026-10-25T02:30:00.000+01:00'),
      at('last', '2026-10-25T23:59:00.000+01:00'),
      at('monday', '2026-10-26T00:00:00.000+01:00'),
    ];
    const whole = ['summer-half-past-two', 'winter-half-past-two', 'last'];
    expect(await found(slots, ['ge2026-10-25', 'le2026-10-25'], autumn)).toEqual(whole);
    const winterOnly = ['ge2026-10-25T02:30:00+01:00', 'le2026-10-25T02:45:00+01:00'];
    expect(await found(slots, winterOnly, autumn)).toEqual(['winter-half-past-two']);
  });
});

describe('a slot that must not be shown', () => {
  const all = ['ge2026-11-01', 'le2026-12-31'];
  const good = at('good', november('23T09:00'));

  it('is one in the past, were it by a millisecond', async () => {
    const clock = Date.parse('2026-11-23T09:00:00.001+01:00');
    const slots = [good, at('next', november('23T09:15'))];
    expect(await found(slots, all, clock)).toEqual(['next']);
    expect(await found(slots, all, clock - 1)).toEqual(['good', 'next']);
  });

  it('is one that is not free', async () => {
    const statuses = ['busy', 'busy-unavailable', 'busy-tentative', 'entered-in-error'] as const;
    const slots = statuses.map((status) => at(status, november('23T09:00'), { status }));
    expect(await found([good, ...slots], all)).toEqual(['good']);
  });

  it('is one that ends before it starts, or when it starts', async () => {
    const slots = [
      at('backwards', november('23T09:00'), { end: november('23T08:30') }),
      at('empty', november('23T09:00'), { end: november('23T09:00') }),
    ];
    expect(await found([good, ...slots], all)).toEqual(['good']);
  });

  it.each([
    ['Practitioner', { practitioner: { active: false } }],
    ['PractitionerRole', { role: { active: false } }],
    ['Schedule', { schedule: { active: false } }],
  ])('is one of an inactive %s', async (_type, options) => {
    const server = await openAgendaServer({ resources: [...practice('a', options), good] });
    const bundle = await server.search(slotQuery({ starts: all, identifiers: nationalRpps(rpps(1)) }));
    expect(bundle).toMatchObject({ total: 0 });
    expect(bundle.entry).toBeUndefined();
    await server.close();
  });

  it('comes as soon as practitioner, role and schedule do not say that they are inactive', async () => {
    const silent = { active: undefined } as unknown as { active: boolean };
    const options = { practitioner: silent, role: silent, schedule: silent };
    const server = await openAgendaServer({ resources: [...practice('a', options), good] });
    const bundle = await server.search(slotQuery({ starts: all, identifiers: nationalRpps(rpps(1)) }));
    expect(idsOf(bundle, 'Slot')).toEqual(['good']);
    await server.close();
  });

  it('goes as soon as it is written busy or deleted, and comes back when it is free', async () => {
    const server = await openAgendaServer({ resources: [...practice('a'), good] });
    const search = async () =>
      idsOf(await server.search(slotQuery({ starts: all, identifiers: nationalRpps(rpps(1)) })), 'Slot');
    await server.put({ ...good, status: 'busy' });
    expect(await search()).toEqual([]);
    await server.put(good);
    expect(await search()).toEqual(['good']);
    await server.store.transact({
      sees: {},
      decide: () => ({ changes: [{ kind: 'delete', key: { type: 'Slot', id: 'good' } }], answer: () => {} }),
    });
    expect(await search()).toEqual([]);
    await server.close();
  });
});
