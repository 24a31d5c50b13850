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
    });
  });

  it('is told of any content, and of no reference that leads elsewhere', () => {
    const slot = { reference: ['Slot/s1', null, 7] };
    const participant = [null, 'x', { actor: { reference: 'https://elsewhere.example/Practitioner/1' } }];
    expect(seesOfContent({ slot, participant })).toEqual({ keys: [key], claims: [] });
  });

  it('ends somewhere, however much a resource refers to', () => {
    const slot = Array.from({ length: 1000 }, (_, n) => ({ reference: `Slot/s${n}` }));
    expect(seesOfContent({ slot }).claims).toHaveLength(50);
  });
});
