/** The guide's Schedule search for SOS Médecins (SPEC §4). */
import type { Slot } from '@medplum/fhirtypes';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { codeSystem, identifierSystem, sasProfile } from '../../src/fhir/sas.ts';
import { association, november, practice, siret, slot, visibility } from '../support/agenda-data.ts';
import { type AgendaServer, baseUrl, idsOf, openAgendaServer, resourcesOf } from '../support/agenda-server.ts';
import { nationalSiret, sosIncludes, sosQuery } from '../support/guide-queries.ts';

const rennes = nationalSiret(siret(1));
const lorient = nationalSiret(siret(2));

const agendas = [
  ...association('rennes', 1, 2),
  ...association('lorient', 2),
  ...association('closed', 3),
  slot('r1-late', 'rennes-1', november('24T10:00')),
  slot('r1', 'rennes-1', november('23T10:00')),
  slot('r2', 'rennes-2', november('23T09:00')),
  slot('l1', 'lorient-1', november('23T09:30')),
  slot('busy', 'rennes-1', november('23T11:00'), { status: 'busy' }),
  slot('past', 'rennes-1', november('23T07:00')),
  slot('too-late', 'rennes-1', november('27T09:00')),
];

describe('the Schedule search of SOS Médecins', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({
      resources: agendas,
    });
  });

  afterAll(() => server.close());

  it('brings the free slots of the window, the schedules that have them, their places and associations', async () => {
    const bundle = await server.search(sosQuery({ identifiers: `${rennes},${lorient}` }));
    expect(idsOf(bundle, 'Slot')).toEqual(['r2', 'l1', 'r1', 'r1-late']);
    expect(idsOf(bundle, 'Schedule').sort()).toEqual(['lorient-1', 'rennes-1', 'rennes-2']);
    expect(idsOf(bundle, 'Location').sort()).toEqual(['lorient-1', 'rennes-1', 'rennes-2']);
    expect(idsOf(bundle, 'Organization').sort()).toEqual(['lorient', 'rennes']);
  });

  it('counts the slots in its total, as the examples of the guide do', async () => {
    expect((await server.search(sosQuery({ identifiers: rennes }))).total).toBe(3);
  });

  it('has its schedules as matches and everything else as includes', async () => {
    const bundle = await server.search(sosQuery({ identifiers: rennes }));
    const modes = bundle.entry!.map(({ resource, search }) => `${resource!.resourceType} ${search!.mode}`);
    expect(new Set(modes)).toEqual(
      new Set(['Slot include', 'Schedule match', 'Location include', 'Organization include']),
    );
  });

  it('claims the profiles of SOS Médecins, one on each resource', async () => {
    const bundle = await server.search(sosQuery({ identifiers: rennes }));
    expect(bundle.meta!.profile).toEqual([sasProfile.sosBundle]);
    const profiles = bundle.entry!.map(({ resource }) => [resource!.resourceType, resource!.meta!.profile]);
    expect(Object.fromEntries(profiles)).toEqual({
      Slot: [sasProfile.sosSlot],
      Schedule: [sasProfile.sosSchedule],
      Location: [sasProfile.sosLocation],
      Organization: [sasProfile.sosOrganization],
    });
  });

  it('tells a place by its name, phone, address and hours, and an association by its SIRET', async () => {
    const bundle = await server.search(sosQuery({ identifiers: lorient }));
    expect(resourcesOf(bundle, 'Location')[0]).toEqual({
      resourceType: 'Location',
      id: 'lorient-1',
      meta: { profile: [sasProfile.sosLocation] },
      identifier: [
        {
          type: { coding: [{ system: codeSystem.locationIdentifierType, code: 'INTRN' }] },
          system: 'https://agenda.example.fr/place',
          value: 'lorient-1',
        },
      ],
      name: 'Lieu lorient-1',
      telecom: [{ system: 'phone', value: '+33261910002' }],
      address: { line: ['1 rue des Lilas'], city: 'Paris', postalCode: '75011' },
      managingOrganization: { reference: 'Organization/lorient' },
      hoursOfOperation: [{ daysOfWeek: ['mon'], openingTime: '08:00:00', closingTime: '20:00:00' }],
    });
    expect(resourcesOf(bundle, 'Organization')[0]!.identifier).toEqual([
      {
        type: { coding: [{ system: codeSystem.locationIdentifierType, code: 'IDNST' }] },
        system: identifierSystem.structure,
        value: siret(2),
      },
    ]);
    expect(resourcesOf(bundle, 'Schedule')[0]!.actor).toEqual([{ reference: 'Location/lorient-1' }]);
  });

  it('has absolute full URLs and one self link that repeats the query', async () => {
    const query = `${sosQuery({ identifiers: rennes })}&_count=1000`;
    const bundle = await server.search(query);
    expect(bundle.link).toEqual([{ relation: 'self', url: `${baseUrl}/${query}` }]);
    for (const { fullUrl, resource } of bundle.entry!) {
      expect(fullUrl).toBe(`${baseUrl}/${resource!.resourceType}/${resource!.id}`);
    }
  });

  it('finds an association by a SIRET stored without its type digit', async () => {
    const own = association('brest', 4) as AgendaResource[];
    const bare = { ...own[0]!, identifier: [{ system: identifierSystem.structure, value: siret(4).slice(1) }] };
    const brest = await openAgendaServer({
      resources: [bare as AgendaResource, ...own.slice(1), slot('b', 'brest-1', november('23T10:00'))],
    });
    const bundle = await brest.search(sosQuery({ identifiers: nationalSiret(siret(4)) }));
    expect(idsOf(bundle, 'Slot')).toEqual(['b']);
    expect(resourcesOf(bundle, 'Organization')[0]!.identifier![0]!.value).toBe(siret(4));
    await brest.close();
  });

  it('is an empty Bundle for an association without slot, without schedule, or unknown', async () => {
    for (const identifiers of [nationalSiret(siret(3)), nationalSiret(siret(99)), `urn:oid:1.2.3%7C${siret(1)}`]) {
      const bundle = await server.search(sosQuery({ identifiers }));
      expect(bundle).toMatchObject({ type: 'searchset', total: 0, meta: { profile: [sasProfile.sosBundle] } });
      expect(bundle).not.toHaveProperty('entry');
      expect(bundle.link).toHaveLength(1);
    }
  });

  it('is asked with includes in any order and repeated', async () => {
    const usual = await server.search(sosQuery({ identifiers: rennes }));
    const others = [...[...sosIncludes].reverse(), ...sosIncludes];
    expect((await server.search(sosQuery({ identifiers: rennes, others }))).entry).toEqual(usual.entry);
  });

  it('meets every other criterion of the search too', async () => {
    const other = `${sosQuery({ identifiers: rennes })}&_id=rennes-2`;
    expect(idsOf(await server.search(other), 'Schedule')).toEqual(['rennes-2']);
    const elsewhere = `${sosQuery({ identifiers: rennes })}&actor:Location.address-city=Lyon`;
    expect((await server.search(elsewhere)).total).toBe(0);
    const coded = `${sosQuery({ identifiers: rennes })}&_has:Slot:schedule:service-type=VR`;
    expect((await server.search(coded)).total).toBe(0);
  });

  it.each([
    ['_has:Slot:schedule:start', (query: string) => query.replace(/&_has:Slot:schedule:start=ge[^&]*/, '')],
    ['_has:Slot:schedule:start', (query: string) => query.replace(/&_has:Slot:schedule:start=le[^&]*/, '')],
    ['_has:Slot:schedule:status', (query: string) => query.replace(/&_has:Slot:schedule:status=free/, '')],
    ['_has:Slot:schedule:status', (query: string) => query.replace('status=free', 'status=busy')],
    ['actor:Location.organization.identifier', (query: string) => query.replace(/&actor:Location[^&]*/, '')],
  ])('is refused without its mandatory %s, which is named', async (name, spoil) => {
    const { issue } = await server.refusal(400, spoil(sosQuery({ identifiers: rennes })));
    expect(issue.map(({ expression }) => expression)).toEqual([[name]]);
    expect(issue[0]!.diagnostics).toContain(name);
  });

  it('names all that is missing at once', async () => {
    const { issue } = await server.refusal(400, 'Schedule?_has:Slot:schedule:specialty=SM54');
    expect(issue.flatMap(({ expression }) => expression)).toEqual([
      '_has:Slot:schedule:start',
      '_has:Slot:schedule:start',
      '_has:Slot:schedule:status',
      'actor:Location.organization.identifier',
    ]);
  });

  it('takes 25 SIRET and refuses 26', async () => {
    const list = (count: number) =>
      Array.from({ length: count }, (_, index) => nationalSiret(siret(index + 1))).join(',');
    expect((await server.search(sosQuery({ identifiers: list(25) }))).total).toBe(4);
    const { issue } = await server.refusal(400, sosQuery({ identifiers: list(26) }));
    expect(issue[0]!.expression).toEqual(['actor:Location.organization.identifier']);
  });
});

describe('which slots of SOS Médecins leave', () => {
  const found = async (slots: readonly Slot[], ...others: readonly AgendaResource[]) => {
    const server = await openAgendaServer({ resources: [...association('rennes', 1), ...slots, ...others] });
    try {
      return await server.search(sosQuery({ identifiers: rennes }));
    } finally {
      await server.close();
    }
  };
  const at = (id: string, minute: number, ...codes: string[]) =>
    slot(id, 'rennes-1', november(`23T10:${minute}`), { meta: visibility(...codes) });

  it('are those for the public or for regulators, with these codes alone', async () => {
    const bundle = await found([
      at('public', 10, 'PUBLIC'),
      at('snp', 11, 'SNP', 'PRO'),
      at('pro', 12, 'PRO'),
      at('cpts', 13, 'CPTS'),
      at('own', 14, 'PATIENTELE'),
    ]);
    const codes = resourcesOf(bundle, 'Slot').map(({ id, meta }) => [id, meta!.security!.map(({ code }) => code)]);
    expect(codes).toEqual([
      ['public', ['PUBLIC']],
      ['snp', ['SNP']],
    ]);
  });

  it('are in the time of their place when stored with Z', async () => {
    const own = association('rennes', 1) as AgendaResource[];
    const far = {
      ...own[1]!,
      address: { line: ['1 rue'], city: 'Saint-Denis', postalCode: '97400' },
    } as AgendaResource;
    const bundle = await found([slot('s', 'rennes-1', '2026-11-23T10:00:00Z')], far);
    expect(resourcesOf(bundle, 'Slot')[0]!.start).toBe('2026-11-23T14:00:00.000+04:00');
    expect(resourcesOf(bundle, 'Location')[0]!.telecom![0]!.value).toMatch(/^\+/);
  });

  it('are none of an inactive schedule', async () => {
    const own = association('rennes', 1) as AgendaResource[];
    const bundle = await found([at('s', 10, 'PUBLIC')], { ...own[2]!, active: false } as AgendaResource);
    expect(bundle).toMatchObject({ total: 0 });
  });

  it('are none of a practitioner who names the place among the actors of his agenda', async () => {
    const actor = ['Practitioner/a', 'PractitionerRole/a', 'Location/rennes-1'].map((reference) => ({ reference }));
    const doctor = practice('a', { schedule: { actor }, practitioner: { active: false } });
    const bundle = await found([slot('his', 'a', november('23T10:00'))], ...doctor);
    expect(bundle).toMatchObject({ total: 0 });
  });
});

describe('the Schedule search of SOS Médecins, asked for less than the profile of its Bundle wants', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({ resources: agendas, selfCheck: 'off' });
  });

  afterAll(() => server.close());

  it('brings the schedules alone when it is asked without includes', async () => {
    const bundle = await server.search(sosQuery({ identifiers: rennes, others: [] }));
    expect(bundle.entry!.map(({ resource }) => resource!.resourceType)).toEqual(['Schedule', 'Schedule']);
    expect(bundle.total).toBe(3);
  });

  it('brings no places when the include asks for other actors', async () => {
    const others = ['_revinclude=Slot:schedule', '_include=Schedule:actor:Practitioner'];
    expect(idsOf(await server.search(sosQuery({ identifiers: rennes, others })), 'Location')).toEqual([]);
  });
});
