/** How the practitioner, the role and the place around a slot are sent (SPEC §2, §3). */
import type { Location, Organization, Practitioner, PractitionerRole } from '@medplum/fhirtypes';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { codeSystem, identifierSystem, sasProfile } from '../../src/fhir/sas.ts';
import { finess, november, type PracticeOptions, place, practice, rpps, siret, slot } from '../support/agenda-data.ts';
import { openAgendaServer, resourcesOf } from '../support/agenda-server.ts';
import { nationalRpps, slotQuery } from '../support/guide-queries.ts';

/** What a search of practitioner 1 sends. */
async function sent(options: PracticeOptions, ...others: readonly AgendaResource[]) {
  const resources = [...practice('a', options), slot('s', 'a', november('23T10:00')), ...others];
  const server = await openAgendaServer({ resources });
  try {
    const bundle = await server.search(slotQuery({ identifiers: nationalRpps(rpps(1)) }));
    const [role] = resourcesOf(bundle, 'PractitionerRole');
    const [practitioner] = resourcesOf(bundle, 'Practitioner');
    const [schedule] = resourcesOf(bundle, 'Schedule');
    return {
      bundle,
      role: role!,
      practitioner: practitioner!,
      schedule: schedule!,
      place: role?.contained?.[0] as Location,
    };
  } finally {
    await server.close();
  }
}

const intrn = { coding: [{ system: codeSystem.locationIdentifierType, code: 'INTRN' }] };
const idnst = { coding: [{ system: codeSystem.identifierType, code: 'IDNST' }] };

describe('the place of a role', () => {
  const expected = {
    resourceType: 'Location',
    meta: { profile: [sasProfile.location] },
    identifier: [{ type: intrn, system: 'https://agenda.example.fr/place', value: 'lieu' }],
    address: { line: ['1 rue des Lilas'], city: 'Paris', postalCode: '75011' },
  };

  it('is contained and referred to as #id', async () => {
    const { role } = await sent({});
    expect(role.contained).toEqual([{ ...expected, id: 'lieu' }]);
    expect(role.location).toEqual([{ reference: '#lieu' }]);
  });

  it('is put into the role when it is stored as a resource of its own', async () => {
    const own = { contained: undefined, location: [{ reference: 'Location/lieu' }] } as unknown as PractitionerRole;
    const { role } = await sent({ role: own }, place('lieu'));
    expect(role.contained).toEqual([{ ...expected, id: 'lieu' }]);
    expect(role.location).toEqual([{ reference: '#lieu' }]);
  });

  it('is the one that the role refers to, when it contains several', async () => {
    const contained = [place('other', { address: { city: 'Lyon' } }), place('lieu')];
    const { role } = await sent({ role: { contained } });
    expect(role.contained!.map(({ id }) => id)).toEqual(['lieu']);
  });

  it('has one address line, the national profile allows no second', async () => {
    const address = { line: ['Bâtiment B', '', '1 rue des Lilas'], city: 'Paris', postalCode: '75011' };
    const { place: shown } = await sent({ role: { contained: [place('lieu', { address })] } });
    expect(shown.address!.line).toEqual(['Bâtiment B, 1 rue des Lilas']);
  });

  it('tells its zone to the slots also when it is a resource of its own', async () => {
    const own = { contained: undefined, location: [{ reference: 'Location/far' }] } as unknown as PractitionerRole;
    const far = place('far', { address: { line: ['1 rue'], city: 'Cayenne', postalCode: '97300' } });
    const { bundle } = await sent({ role: own }, far, slot('utc', 'a', '2026-11-23T12:00:00Z'));
    expect(resourcesOf(bundle, 'Slot').find(({ id }) => id === 'utc')!.start).toBe('2026-11-23T09:00:00.000-03:00');
  });
});

describe('the structure of a role', () => {
  const structureOf = async (organization: PractitionerRole['organization'], ...others: readonly AgendaResource[]) =>
    (await sent({ role: { organization } as Partial<PractitionerRole> }, ...others)).role.organization;

  it.each([
    ['FINESS without its digit', finess(1).slice(1), finess(1)],
    ['FINESS', finess(1), finess(1)],
    ['SIRET without its digit', siret(1).slice(1), siret(1)],
    ['SIRET', siret(1), siret(1)],
    ['RPPS rang', '410000000000101', '410000000000101'],
  ])('is told by identifier: %s', async (_what, stored, value) => {
    const identifier = { system: identifierSystem.structure, value: stored };
    expect(await structureOf({ identifier })).toEqual({
      identifier: { type: idnst, system: identifierSystem.structure, value },
    });
  });

  const structure = (values: readonly string[]): Organization => ({
    resourceType: 'Organization',
    id: 'msp',
    identifier: [
      { system: 'https://agenda.example.fr/structure', value: '7' },
      ...values.map((value) => ({ system: identifierSystem.structure, value })),
    ],
    name: 'MSP',
  });

  it.each([
    ['FINESS before SIRET', [siret(1), '410000000001', finess(2)], finess(2)],
    ['SIRET before the others', ['0759912345', siret(2)], siret(2)],
    ['what there is', ['410000000001'], '410000000001'],
  ])('is read from the Organization that the role refers to: %s', async (_which, values, value) => {
    const identifier = { type: idnst, system: identifierSystem.structure, value };
    expect(await structureOf({ reference: 'Organization/msp' }, structure(values))).toEqual({ identifier });
  });

  it('is read from an Organization that the role contains', async () => {
    const contained = [place('lieu'), structure([finess(3)])];
    const { role } = await sent({ role: { contained, organization: { reference: '#msp' } } });
    expect(role.organization).toEqual({
      identifier: { type: idnst, system: identifierSystem.structure, value: finess(3) },
    });
    expect(role.contained!.map(({ resourceType }) => resourceType)).toEqual(['Location']);
  });

  it('is left out when nothing national is known of it', async () => {
    expect(await structureOf({ reference: 'Organization/msp' }, structure([]))).toBeUndefined();
    expect(await structureOf({ reference: 'Organization/unknown' })).toBeUndefined();
  });
});

describe('identifiers of a practitioner', () => {
  it('that are not national stay away, the profile has no room for them', async () => {
    const identifier = [
      { system: 'https://agenda.example.fr/practitioner', value: '12' },
      { system: identifierSystem.practitioner, value: rpps(1).slice(1) },
    ];
    const { practitioner } = await sent({ practitioner: { identifier } });
    expect(practitioner.identifier).toEqual([
      {
        type: { coding: [{ system: codeSystem.identifierType, code: 'IDNPS' }] },
        system: identifierSystem.practitioner,
        value: rpps(1),
      },
    ]);
  });
});

describe('phones', () => {
  const phone = (value: string) => [{ system: 'phone' as const, value }];

  it('leave in E.164 on role, place and practitioner', async () => {
    const contained = [place('lieu', { telecom: phone('01.99.00.12.34') })];
    const shown = await sent({
      role: { telecom: phone('01 99 00 12 35'), contained },
      practitioner: { telecom: phone('0199001236') },
    });
    expect(shown.place.telecom).toEqual(phone('+33199001234'));
    expect(shown.role.telecom).toEqual(phone('+33199001235'));
    expect(shown.practitioner.telecom).toEqual(phone('+33199001236'));
  });

  it('are read in the numbering plan of the place', async () => {
    const contained = [place('lieu', { address: { line: ['1 rue'], city: 'Nouméa', postalCode: '98800' } })];
    const { role, practitioner } = await sent({
      role: { telecom: phone('28 12 34'), contained },
      practitioner: { telecom: phone('28 12 35') },
    });
    expect([role.telecom, practitioner.telecom]).toEqual([phone('+687281234'), phone('+687281235')]);
  });

  it('leave alone what is no phone', async () => {
    const telecom = [{ system: 'email' as const, value: 'cabinet@example.fr' }, ...phone('3624')];
    expect((await sent({ role: { telecom } })).role.telecom).toEqual(telecom);
  });
});

describe('what has no value', () => {
  const paths = (value: unknown, path = ''): string[] => {
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return [path];
    if (typeof value !== 'object') return [];
    if (Object.keys(value).length === 0) return [path];
    return Object.entries(value).flatMap(([key, item]) => paths(item, `${path}.${key}`));
  };

  it('is left out everywhere, never sent empty', async () => {
    const empty = {
      practitioner: { name: [{ family: 'Lemoine', given: ['', 'Alice'], prefix: [] }], telecom: [{}], photo: [] },
      role: {
        contained: [place('lieu', { telecom: [{ system: 'phone', value: '' }], name: '' })],
        telecom: [{ system: 'phone', value: '' }],
        specialty: [{ coding: [], text: '' }],
        availableTime: [],
      },
      schedule: { comment: '', specialty: [{}] },
    } as unknown as PracticeOptions;
    const bare = {
      comment: '',
      specialty: [],
      serviceType: [{ coding: [{ code: 'AMB', display: '' }], text: '' }, {}],
    };
    const { bundle, practitioner } = await sent(empty, slot('bare', 'a', november('23T11:00'), bare));
    expect(paths(bundle)).toEqual([]);
    expect(practitioner.name).toEqual([{ family: 'Lemoine', given: ['Alice'] }]);
    const shown = resourcesOf(bundle, 'Slot').find(({ id }) => id === 'bare')!;
    expect(shown).not.toHaveProperty('comment');
    expect(shown).not.toHaveProperty('specialty');
    expect(shown.serviceType).toEqual([{ coding: [{ code: 'AMB' }] }]);
  });
});

describe('elements that a profile has no room for', () => {
  it('stay away: consultation types of a schedule, second categories, narrative', async () => {
    const text = { status: 'generated' as const, div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' };
    const { schedule, practitioner } = await sent({
      schedule: { serviceType: [{ text: 'Consultation' }], serviceCategory: [{ text: 'un' }, { text: 'deux' }], text },
      practitioner: { name: [{ family: 'Lemoine', prefix: ['Dr', 'Pr'] }], text } as Partial<Practitioner>,
    });
    expect(schedule).not.toHaveProperty('serviceType');
    expect(schedule.serviceCategory).toEqual([{ text: 'un' }]);
    expect(schedule).not.toHaveProperty('text');
    expect(practitioner).not.toHaveProperty('text');
    expect(practitioner.name![0]!.prefix).toEqual(['Dr']);
  });
});
