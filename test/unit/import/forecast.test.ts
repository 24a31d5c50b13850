import fc from 'fast-check';
import { projectSlot } from '../../../src/agenda/render/slot.ts';
import { forecast } from '../../../src/import/forecast.ts';
import type { Forecaster } from '../../../src/import/read-groups.ts';
import { makeReady } from '../../../src/store/ready-resource.ts';
import { forecasterOf, piecesOf } from '../../support/forecaster.ts';
import { emptyStore, importInto, linesOf } from '../../support/import-files.ts';
import { appointment, minute, nine, practitioner, schedule, slot } from '../../support/resources.ts';
import { lookAtDecisions, put, remove } from '../../support/store-access.ts';

const forecastOf = (...lines: readonly (object | string)[]) => forecast(piecesOf(...lines), { projectSlot });

describe('the forecast of a group of lines', () => {
  it('tells by its place in the group what else a slot is called, in large groups too', () => {
    const many = Array.from({ length: 150 }, (_, n) => slot(`${n}`, 's1'));
    const last = slot('last', 's1', { identifier: [{ system: 'http://v', value: 'x' }] });
    expect([...(forecastOf(...many, last)?.names ?? [])]).toEqual([[150, ['Slot?identifier=http://v|x']]]);
  });

  it('is each slot as a store makes it ready', () => {
    const slots = [slot('1', 's1'), slot('2', 's1', { status: 'busy' })];
    expect(forecastOf(...slots)?.slots).toEqual(slots.map((one) => makeReady(one, projectSlot)));
  });

  it('supposes that references mean themselves and that nobody has an identifier', () => {
    const identifier = [{ system: 'http://v', value: 'x' }];
    expect(forecastOf(slot('1', 's1', { identifier }), slot('2', 's1'), slot('3', 's2'))).toMatchObject({
      references: ['Schedule/s1', 'Schedule/s2'],
      identifiers: [{ type: 'Slot', system: 'http://v', value: 'x' }],
      names: new Map([[0, ['Slot?identifier=http://v|x']]]),
    });
  });

  it.each([
    ['a line is no slot', practitioner('p1')],
    ['a line is no JSON', '{"resourceType":"Slot"'],
    ['a slot has no id', { ...slot('1', 's1'), id: undefined }],
    ['a slot is bad by itself', slot('1', 's1', { end: nine })],
    ['a slot is of the wrong shape', { ...slot('1', 's1'), status: ['free'] }],
    ['a reference is conditional', { ...slot('1', 's1'), schedule: { reference: 'Schedule?identifier=http://v|x' } }],
    ['a reference is a urn', { ...slot('1', 's1'), schedule: { reference: 'urn:uuid:0' } }],
    ['two say something else under one id', slot('0', 's1', { status: 'busy' })],
    ['one id has two identifiers', slot('0', 's1', { identifier: [{ system: 'http://v', value: 'y' }] })],
    ['two have one identifier', slot('1', 's1', { identifier: [{ system: 'http://v', value: 'x' }] })],
  ])('is not made where %s', (_, line) => {
    const first = slot('0', 's1', { identifier: [{ system: 'http://v', value: 'x' }] });
    expect(forecastOf(first)).toBeDefined();
    expect(forecastOf(first, line)).toBeUndefined();
  });
});

const pick = fc.constantFrom;

/** Slots that often meet: few ids, few schedules, some of which are not there. */
const anySlot = fc
  .record({
    id: pick('1', '2', '3', '4', '5', '6', '7'),
    schedule: pick('s1', 's1', 's2', 's3', 'gone'),
    start: pick(0, 1, 2),
  })
  .map(({ id, schedule: scheduleId, start }) => slot(id, scheduleId, { start: nine + start * 15 * minute }));
/** Two ids may have one identifier, but no id two: what becomes of these depends on the group that they fall into. */
const identified = fc.tuple(anySlot, pick('x', 'y'), pick('1', '2')).map(([one, value, n]) => ({
  ...one,
  id: value + n,
  identifier: [{ system: 'http://v', value }],
}));
const anyLine = fc.oneof(
  { weight: 8, arbitrary: anySlot },
  { weight: 2, arbitrary: identified },
  pick<object | string>(
    '{"resourceType":"Slot","id":"1"',
    slot('2', 's1', { end: nine }),
    { ...slot('3', 's1'), schedule: { reference: 'https://agenda.example.fr/fhir/Schedule/s1' } },
    { ...slot('4', 's1'), id: undefined },
    schedule('s2', 'Practitioner/p1'),
    { ...schedule('s1', 'Practitioner/p1'), active: 'yes' },
    appointment('a', ['5']),
    appointment('b', ['6', '7']),
  ),
);

describe('an import of which forecasts are made', () => {
  it('makes the same base, and tells the same, as one that looks at each line', async () => {
    const stored = [
      practitioner('p1'),
      schedule('s1', 'Practitioner/p1'),
      schedule('s3', 'Practitioner/p1'),
      slot('3', 's1', { status: 'busy' }),
      slot('7', 's1'),
    ];
    const outcome = async (lines: readonly (object | string)[], piecesAtOnce?: number) => {
      const store = emptyStore();
      await put(store, ...stored);
      await remove(store, 'Slot', '7');
      await remove(store, 'Schedule', 's3');
      const forecaster = piecesAtOnce === undefined ? undefined : forecasterOf({ piecesAtOnce });
      const baseUrl = 'https://agenda.example.fr/fhir';
      const { summary, told } = await importInto(store, linesOf(...lines), { forecaster, baseUrl });
      const { versions } = await store.history({ count: 1000 });
      await store.close();
      // Within a group, what cannot be read is told first.
      return { summary, told: told.toSorted(), versions };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (lines, atOnce) => {
        expect(await outcome(lines, atOnce)).toEqual(await outcome(lines));
      }),
      { numRuns: 150 },
    );
  });

  it('gives up on forecasts when several in a row did not hold: most lines are there already', async () => {
    const store = emptyStore();
    // A thousand are written together.
    const slots = Array.from({ length: 6000 }, (_, n) => slot(`${n}`, 's1', { start: nine + n * 15 * minute }));
    const lines = linesOf(practitioner('p1'), schedule('s1', 'Practitioner/p1'), ...slots);
    const made: number[] = [];
    for (const _ of ['first', 'again']) {
      const own = forecasterOf({ piecesAtOnce: 100 });
      let count = 0;
      const forecaster: Forecaster = {
        ...own,
        forecast: (...asked) => {
          count++;
          return own.forecast(...asked);
        },
      };
      await importInto(store, lines, { forecaster });
      made.push(count);
    }
    expect(made[0]).toBe(60);
    expect(made[1]).toBeLessThan(60);
    await store.close();
  });

  it('takes what was made ready, and reads no line again, where the forecast holds', async () => {
    const store = emptyStore();
    const kinds: string[] = [];
    lookAtDecisions(store, ({ changes }) => kinds.push(...changes.map(({ kind }) => kind)));
    const lines = linesOf(practitioner('p1'), schedule('s1', 'Practitioner/p1'), slot('1', 's1'), slot('2', 's1'));
    await importInto(store, lines, { forecaster: forecasterOf({ piecesAtOnce: 1 }) });
    expect(kinds).toEqual(['put', 'put', 'put-ready', 'put-ready']);
    await store.close();
  });
});
