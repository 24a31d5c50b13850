/** What writes tell a store beforehand. */
import type { AgendaResource } from '../../../../src/fhir/resource-type.ts';
import { seesOf } from '../../../../src/rest/write/sees-of.ts';

const key = { type: 'Appointment', id: 'a1' } as const;

const seesOfContent = (content: object) =>
  seesOf({ key, resource: { resourceType: 'Appointment', ...content } as unknown as AgendaResource });

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

  it('is whom its conditional references name, and nobody where they are wrong', () => {
    const [right, wrong] = ['Location?identifier=urn:x|1', 'Location?name=x'];
    const participant = [right, wrong, 'Patient?identifier=urn:x|1'].map((reference) => ({ actor: { reference } }));
    expect(seesOfContent({ participant }).identifiers).toEqual([{ type: 'Location', system: 'urn:x', value: '1' }]);
  });

  it('is of a deletion or a patch the resource, of a conditional write also who meets the condition', () => {
    expect(seesOf({ key: { type: 'Slot', id: 's1' } })).toEqual({
      keys: [{ type: 'Slot', id: 's1' }],
      claims: ['s1'],
      agendas: [],
      identifiers: [],
    });
    const condition = { type: 'Appointment', system: 'urn:x', value: '1' } as const;
    expect(seesOf({ key, condition }).identifiers).toEqual([condition]);
  });

  it('is of several together what each will see, each once', () => {
    const schedule = { reference: 'Schedule/x' };
    const [one, other] = ['s1', 's2'].map((id) => ({
      key: { type: 'Slot', id } as const,
      resource: { resourceType: 'Slot', schedule } as AgendaResource,
    }));
    const resource = { resourceType: 'Appointment', slot: [{ reference: 'Slot/s1' }] } as AgendaResource;
    expect(seesOf(one!, other!, { key, resource })).toEqual({
      keys: [one!.key, { type: 'Schedule', id: 'x' }, other!.key, key],
      claims: ['s1', 's2'],
      agendas: ['s1'],
      identifiers: [],
    });
  });
});
