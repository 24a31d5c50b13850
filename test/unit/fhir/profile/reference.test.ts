import { errorsOf, plainSlot, SAS } from '../../../support/validation.ts';

const location = { resourceType: 'Location', id: 'place' };
const slotWith = (schedule: object) => errorsOf({ ...plainSlot, schedule });

describe('a reference', () => {
  it.each([
    'Schedule/1',
    'Schedule/1/_history/2',
    'https://example.org/fhir/Schedule/1',
    'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
    'Schedule?identifier=a',
  ])('may be %s', (reference) => expect(slotWith({ reference })).toEqual([]));

  it.each(['Schedule 1', 'free', 'Schedule/a_b', 'Nothing/1', 'Schedule/'])('is never %s', (reference) => {
    expect(slotWith({ reference })).toContain('Slot.schedule.reference reference-format');
  });

  it('refers to a type its element allows, by what it says or by what it is', () => {
    expect(slotWith({ reference: 'Patient/1' })).toEqual(['Slot.schedule reference-target']);
    expect(slotWith({ type: 'Patient', identifier: { value: '1' } })).toEqual(['Slot.schedule reference-target']);
    expect(slotWith({ type: 'Patient', reference: 'Schedule/1' })).toEqual(['Slot.schedule reference-target']);
    expect(slotWith({ identifier: { value: '1' } })).toEqual([]);
  });

  it('to a contained resource finds it', () => {
    const role = (location: object, contained: object[]) =>
      errorsOf({ resourceType: 'PractitionerRole', location: [location], contained });
    expect(role({ reference: '#place' }, [location])).toEqual([]);
    expect(role({ reference: '#other' }, [location])).toEqual([
      'PractitionerRole.location[0] reference-unresolved ref-1',
      'PractitionerRole.contained[0] contained dom-3',
    ]);
    expect(role({ reference: '#place' }, [{ resourceType: 'Organization', id: 'place', name: 'x' }])).toEqual([
      'PractitionerRole.location[0] reference-target',
    ]);
  });

  it('goes the way the profile allows: contained, bundled or referenced', () => {
    const role = {
      resourceType: 'PractitionerRole',
      contained: [{ resourceType: 'Practitioner', id: 'p' }],
      practitioner: { reference: '#p' },
      location: [{ reference: 'Location/1' }],
    };
    const errors = errorsOf(role, { profiles: [`${SAS}FrPractitionerRoleExerciceAgregateur`] });
    expect(errors).toContain('PractitionerRole.practitioner aggregation');
    expect(errors).toContain('PractitionerRole.location[0] aggregation');
  });

  it('in a bundle resolves against the fullUrl of its own entry, and its target satisfies the profile', () => {
    const schedule = {
      resourceType: 'Schedule',
      id: '1',
      actor: [{ reference: 'Practitioner/1' }],
      serviceType: [{ text: 'not in FrSchedule' }],
    };
    const bundle = (base: string) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        {
          fullUrl: 'https://a.example/fhir/Slot/1',
          resource: {
            ...plainSlot,
            id: '1',
            schedule: { reference: 'Schedule/1' },
            meta: { profile: [`${SAS}FrSlotAgregateur`] },
          },
        },
        { fullUrl: `${base}/Schedule/1`, resource: schedule },
      ],
    });
    expect(errorsOf(bundle('https://a.example/fhir'))).toContain('Bundle.entry[0].resource.schedule reference-target');
  });
});

describe('contained resources', () => {
  const slot = (...contained: object[]) => errorsOf({ ...plainSlot, schedule: { reference: '#s' }, contained });
  const schedule = { resourceType: 'Schedule', id: 's', actor: [{ display: 'x' }] };

  it('are referred to, or refer to their container', () => {
    expect(slot(schedule)).toEqual([]);
    expect(slot(schedule, { resourceType: 'Location', id: 'unused' })).toEqual(['Slot.contained[1] contained dom-3']);
  });

  it('contain nothing themselves, and have no life of their own', () => {
    expect(slot({ ...schedule, contained: [location] })).toContain('Slot.contained[0] contained dom-2');
    expect(slot({ ...schedule, meta: { versionId: '1' } })).toEqual(['Slot.contained[0] contained dom-4']);
    expect(slot({ ...schedule, meta: { security: [{ system: 'https://example.org', code: 'x' }] } })).toEqual([
      'Slot.contained[0] contained dom-5',
    ]);
  });

  it('have an id each, and no two the same', () => {
    expect(slot(schedule, schedule)).toEqual(['Slot.contained[1] contained contained-id']);
    expect(slot(schedule, { resourceType: 'Location' })).toContain('Slot.contained[1] contained contained-id');
  });
});
