import { errorsOf, guideValidator, plainSlot, SAS, SAS_IG, told } from '../../../support/validation.ts';

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

describe('a chain of references', () => {
  const chain = (length: number, change: (i: number) => object = () => ({})) => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: Array.from({ length }, (_, i) => ({
      fullUrl: `https://example.org/fhir/Organization/${i}`,
      resource: {
        resourceType: 'Organization',
        id: `${i}`,
        ...(i === 0 ? { meta: { profile: [`${SAS_IG}sas-cpts-organization-aggregator`] } } : {}),
        identifier: [
          {
            type: {
              coding: [
                { system: 'http://interopsante.org/fhir/CodeSystem/fr-location-identifier-type', code: 'IDNST' },
              ],
            },
            system: 'urn:oid:1.2.250.1.71.4.2.2',
            value: '1810004421',
          },
        ],
        name: 'x',
        telecom: [{ system: 'phone', value: '+33102030405' }],
        ...(i + 1 < length ? { partOf: { reference: `Organization/${i + 1}` } } : {}),
        ...change(i),
      },
    })),
  });

  it('carries what is wrong at its end to its beginning', () => {
    const noName = (i: number) => (i === 5 ? { name: 5 } : {});
    expect(errorsOf(chain(6))).toEqual([]);
    expect(errorsOf(chain(6, noName))).toContain('Bundle.entry[0].resource.partOf reference-target');
  });

  it('is followed so far as the limit allows, and a warning says where it began', () => {
    const issues = guideValidator().validate(chain(3000));
    const trails = issues.filter(({ message }) => message.startsWith('References lead'));
    expect(told(trails)).toEqual(['Bundle.entry[0].resource.partOf limit']);
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('contained resources', () => {
  const slot = (...contained: object[]) => errorsOf({ ...plainSlot, schedule: { reference: '#s' }, contained });
  const schedule = { resourceType: 'Schedule', id: 's', actor: [{ display: 'x' }] };

  it('are referred to, or refer to their container', () => {
    expect(slot(schedule)).toEqual([]);
    expect(slot(schedule, { resourceType: 'Location', id: 'unused' })).toEqual(['Slot.contained[1] contained dom-3']);
  });

  it('are referred to by a reference or a URI, not by a text that looks like one', () => {
    const place = { resourceType: 'Location', id: 'place', name: '#place' };
    const uri = { url: 'https://example.org/at', valueUri: '#place' };
    const back = { url: 'https://example.org/of', valueReference: { reference: '#' } };
    const judge = (change: object, contained: object = place) =>
      errorsOf({ ...plainSlot, contained: [contained], ...change });
    expect(judge({ comment: '#place' })).toEqual(['Slot.contained[0] contained dom-3']);
    expect(judge({}, { ...place, name: '#' })).toEqual(['Slot.contained[0] contained dom-3']);
    expect(judge({ extension: [uri] })).toEqual([]);
    expect(judge({}, { ...place, extension: [back] })).toEqual([]);
    expect(judge({}, { resourceType: 'Observation', id: 'place', anything: [{ at: '#' }] })).toEqual([]);
  });

  it('that nothing refers to are told with their id, or that they have none', () => {
    const messageOf = (id?: string) =>
      guideValidator()
        .validate({ ...plainSlot, contained: [{ resourceType: 'Location', name: 'x', ...(id ? { id } : {}) }] })
        .find(({ origin }) => origin.constraint === 'dom-3');
    expect(messageOf('a')?.message).toContain(
      'The contained resource a is referred to from nowhere: refer to it as "#a"',
    );
    expect(messageOf('#a')?.message).toContain('refer to it as "#a"');
    expect(messageOf()?.message).toContain(
      'A contained resource without id is referred to from nowhere: give it an id',
    );
    expect(messageOf()?.origin).toEqual({
      profile: 'http://hl7.org/fhir/StructureDefinition/DomainResource|4.0.1',
      element: 'DomainResource',
      constraint: 'dom-3',
    });
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
