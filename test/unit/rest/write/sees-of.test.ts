/** What a write tells a store beforehand. */
import type { AgendaResource } from '../../../../src/fhir/resource-type.ts';
import { seesOf } from '../../../../src/rest/write/sees-of.ts';

const key = { type: 'Appointment', id: 'a1' } as const;

const seesOfContent = (content: object) =>
  seesOf({ resourceType: 'Appointment', ...content } as unknown as AgendaResource, key);

describe('what a write will see', () => {
  it('is the resource, what it refers to, each once, and who has the slots', () => {
    const slot = [{ reference: 'Slot/s1' }, { reference: 'Slot/s2' }, { reference: 'Slot/s1' }];
    expect(seesOfContent({ slot, participant: [{ actor: { reference: 'Practitioner/p1' } }] })).toEqual({
      keys: [key, { type: 'Slot', id: 's1' }, { type: 'Slot', id: 's2' }, { type: 'Practitioner', id: 'p1' }],
      claims: ['s1', 's2'],
      agendas: ['s1', 's2'],
      identifiers: [],
    });
  });

  it('is told of any content, and of no reference that leads elsewhere', () => {
    const slot = { reference: ['Slot/s1', null, 7] };
    const participant = [null, 'x', { actor: { reference: 'https://elsewhere.example/Practitioner/1' } }];
    expect(seesOfContent({ slot, participant, identifier: { system: 'x' } })).toEqual({
      keys: [key],
      claims: [],
      agendas: [],
      identifiers: [],
    });
  });

  it('is of an appointment who has its identifier already, in the form in which it is looked for', () => {
    const rpps = 'urn:oid:1.2.250.1.71.4.2.1';
    expect(seesOfContent({ identifier: [{ system: rpps, value: '10000000001' }, { value: 'other' }] })).toMatchObject({
      identifiers: [{ type: 'Appointment', system: rpps, value: '810000000001' }],
    });
    for (const identifier of [[], [null], [{ system: 7 }], 'x']) {
      expect(seesOfContent({ identifier }).identifiers).toEqual([]);
    }
  });

  it('ends somewhere, however much a resource refers to', () => {
    const slot = Array.from({ length: 1000 }, (_, n) => ({ reference: `Slot/s${n}` }));
    expect(seesOfContent({ slot }).claims).toHaveLength(50);
  });
});
