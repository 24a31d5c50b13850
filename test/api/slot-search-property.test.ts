/** The Slot search against a naive filter, over random agendas and windows. */
import type { Slot } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { formatInstant } from '../../src/fhir/instant.ts';
import { now, practice, rpps, slot, visibility } from '../support/agenda-data.ts';
import { idsOf, openAgendaServer } from '../support/agenda-server.ts';
import { nationalRpps, slotQuery } from '../support/guide-queries.ts';

const minute = 60_000;
const zones = ['Europe/Paris', 'Indian/Reunion', 'America/Cayenne', 'Pacific/Noumea', 'UTC'];

/** Around now, so that the past and the window's ends are met often. */
const instant = fc.integer({ min: -20, max: 60 }).map((minutes) => now + minutes * minute);

const randomSlot = fc.record({
  owner: fc.constantFrom('a', 'b'),
  start: instant,
  minutes: fc.integer({ min: -1, max: 30 }),
  zone: fc.constantFrom(...zones),
  status: fc.constantFrom<Slot['status']>('free', 'free', 'free', 'busy', 'busy-tentative'),
  codes: fc.subarray(['PUBLIC', 'PRO', 'SNP', 'CPTS', 'PATIENTELE']),
});

type RandomSlot = typeof randomSlot extends fc.Arbitrary<infer Value> ? Value : never;

const toSlot = ({ owner, start, minutes, zone, status, codes }: RandomSlot, index: number): Slot =>
  slot(`s${index}`, owner, formatInstant(start, zone), {
    end: formatInstant(start + minutes * minute, zone),
    status,
    meta: visibility(...codes),
  });

describe('a Slot search', () => {
  it('brings what a naive filter brings, in the same order', async () => {
    const windows = fc.tuple(instant, instant, fc.constantFrom(...zones));
    const property = fc.asyncProperty(fc.array(randomSlot, { maxLength: 25 }), windows, async (drawn, window) => {
      const [from, to, zone] = window;
      const server = await openAgendaServer({
        resources: [...practice('a'), ...practice('b', { practitioner: { active: false } }), ...drawn.map(toSlot)],
      });
      const starts = [`ge${formatInstant(from, zone)}`, `le${formatInstant(to, zone)}`];
      const bundle = await server.search(slotQuery({ starts, identifiers: nationalRpps(rpps(1)) }));
      await server.close();
      const expected = drawn
        .map((one, index) => ({ ...one, id: `s${index}` }))
        .filter(({ owner, status }) => owner === 'a' && status === 'free')
        .filter(({ start, minutes }) => start >= now && start >= from && start <= to && minutes > 0)
        .filter(({ codes }) => codes.some((code) => ['PUBLIC', 'PRO', 'SNP'].includes(code)))
        .sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
      expect(idsOf(bundle, 'Slot')).toEqual(expected.map(({ id }) => id));
      expect(bundle.total).toBe(expected.length);
    });
    await fc.assert(property, { numRuns: 150 });
  });
});
