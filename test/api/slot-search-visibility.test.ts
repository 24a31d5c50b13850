/** To whom a slot is shown, and how it looks to them: the searches for practitioners and with CPTS (SPEC §3). */
import type { Slot } from '@medplum/fhirtypes';
import { codeSystem, cptsEstablishment, extensionUrl, sasProfile } from '../../src/fhir/sas.ts';
import {
  consultation,
  cpts,
  finess,
  november,
  practice,
  rpps,
  sharedBy,
  slot,
  visibility,
} from '../support/agenda-data.ts';
import { type AgendaServer, idsOf, openAgendaServer, resourcesOf } from '../support/agenda-server.ts';
import { cptsQuery, nationalRpps, practitionerIncludes, slotQuery } from '../support/guide-queries.ts';

const identifiers = nationalRpps(rpps(1));
const at = (id: string, minute: number, overrides: Partial<Slot>) =>
  slot(id, 'a', november(`23T10:${minute}`), overrides);

const codesOf = ({ meta }: Slot) => (meta?.security ?? []).map(({ code }) => code);
const visibilities = (slots: readonly Slot[]) => Object.fromEntries(slots.map((one) => [one.id, codesOf(one)]));

describe('the visibility of a slot', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    const shared = { serviceType: [consultation('AMB'), sharedBy('plaine'), { text: 'Suivi' }] };
    server = await openAgendaServer({
      resources: [
        ...practice('a'),
        ...cpts('plaine', 1),
        at('public', 10, { meta: visibility('PUBLIC') }),
        at('pro', 11, { meta: visibility('PRO') }),
        at('snp', 12, { meta: visibility('SNP') }),
        at('all', 13, { meta: visibility('PUBLIC', 'PRO', 'SNP') }),
        at('public-and-own', 14, { meta: visibility('PUBLIC', 'PATIENTELE') }),
        at('own', 15, { meta: visibility('PATIENTELE') }),
        at('none', 16, { meta: { versionId: '1' } }),
        at('other-system', 17, { meta: { security: [{ system: 'urn:oid:1.2.3', code: 'PUBLIC' }] } }),
        at('lower-case', 18, { meta: visibility('public') }),
        at('cpts-alone', 19, { meta: visibility('CPTS'), ...shared }),
        at('public-and-cpts', 20, { meta: visibility('PUBLIC', 'CPTS'), ...shared }),
        at('msp', 21, { meta: visibility('MSP') }),
      ],
    });
  });

  afterAll(() => server.close());

  it('lets it leave with PUBLIC, PRO or SNP, and drops every other code', async () => {
    const bundle = await server.search(slotQuery({ identifiers }));
    expect(visibilities(resourcesOf(bundle, 'Slot'))).toEqual({
      public: ['PUBLIC'],
      pro: ['PRO'],
      snp: ['SNP'],
      all: ['PUBLIC', 'PRO', 'SNP'],
      'public-and-own': ['PUBLIC'],
      'public-and-cpts': ['PUBLIC'],
    });
    expect(bundle.total).toBe(6);
  });

  it('lets it leave with CPTS too when the search asks for the CPTS, beside those that no CPTS shares', async () => {
    const bundle = await server.search(cptsQuery({ identifiers }));
    expect(visibilities(resourcesOf(bundle, 'Slot'))).toEqual({
      public: ['PUBLIC'],
      pro: ['PRO'],
      snp: ['SNP'],
      all: ['PUBLIC', 'PRO', 'SNP'],
      'public-and-own': ['PUBLIC'],
      'cpts-alone': ['CPTS'],
      'public-and-cpts': ['PUBLIC', 'CPTS'],
    });
    expect(bundle.total).toBe(7);
  });

  it('shows a slot shared with a CPTS without the items of the CPTS in a search for practitioners', async () => {
    const bundle = await server.search(slotQuery({ identifiers }));
    const shown = resourcesOf(bundle, 'Slot').find(({ id }) => id === 'public-and-cpts')!;
    expect(shown.serviceType).toEqual([consultation('AMB'), { text: 'Suivi' }]);
    expect(JSON.stringify(bundle)).not.toContain('HealthcareService');
  });

  it('shows it with the item of its CPTS in a CPTS search', async () => {
    const bundle = await server.search(cptsQuery({ identifiers }));
    const shown = resourcesOf(bundle, 'Slot').find(({ id }) => id === 'public-and-cpts')!;
    expect(shown.serviceType).toEqual([consultation('AMB'), sharedBy('plaine'), { text: 'Suivi' }]);
  });
});

describe('the profiles that a Slot search claims', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    const claimed = { profile: ['https://agenda.example.fr/our-own-profile', sasProfile.sosSlot] };
    server = await openAgendaServer({
      resources: [
        ...practice('a', {
          practitioner: { meta: claimed },
          role: { meta: claimed },
          schedule: { meta: { ...claimed, tag: [{ code: 'ours' }] } },
        }),
        ...cpts('plaine', 1),
        at('plain', 10, { meta: { ...visibility('PUBLIC'), ...claimed } }),
        at('shared', 11, { meta: visibility('SNP', 'CPTS'), serviceType: [consultation('VR'), sharedBy('plaine')] }),
      ],
    });
  });

  afterAll(() => server.close());

  const profiles = async (query: string) => {
    const bundle = await server.search(query);
    const entries = (bundle.entry ?? []).map(({ resource }) => resource!);
    return {
      Bundle: bundle.meta?.profile,
      ...Object.fromEntries(entries.map((one) => [one.resourceType, one.meta?.profile])),
    };
  };

  const directory = {
    Schedule: [sasProfile.schedule],
    Practitioner: [sasProfile.practitioner],
    PractitionerRole: [sasProfile.practitionerRole],
  };

  it('are those for practitioners, one on each resource, whatever was stored', async () => {
    const expected = { Bundle: [sasProfile.bundle], Slot: [sasProfile.slot], ...directory };
    expect(await profiles(slotQuery({ identifiers }))).toEqual(expected);
  });

  it('are those for CPTS when the CPTS includes are asked, on every Slot', async () => {
    expect(await profiles(cptsQuery({ identifiers }))).toEqual({
      Bundle: [sasProfile.cptsBundle],
      Slot: [sasProfile.cptsSlot],
      ...directory,
      HealthcareService: [sasProfile.cptsHealthcareService],
      Organization: [sasProfile.cptsOrganization],
    });
    const slots = resourcesOf(await server.search(cptsQuery({ identifiers })), 'Slot');
    expect(slots.map(({ meta }) => meta!.profile)).toEqual([[sasProfile.cptsSlot], [sasProfile.cptsSlot]]);
  });

  it('leave nothing else in meta but the visibility of the slots', async () => {
    const bundle = await server.search(slotQuery({ identifiers }));
    for (const { resource } of bundle.entry!) {
      expect(Object.keys(resource!.meta!)).toEqual(
        resource!.resourceType === 'Slot' ? ['profile', 'security'] : ['profile'],
      );
    }
  });

  it('are those for CPTS with the include of the services alone, and then no Organization comes', async () => {
    const others = [...practitionerIncludes, '_include=Slot:service-type-reference'];
    const bundle = await server.search(slotQuery({ identifiers, others }));
    expect(bundle.meta!.profile).toEqual([sasProfile.cptsBundle]);
    expect(idsOf(bundle, 'HealthcareService')).toEqual(['plaine']);
    expect(idsOf(bundle, 'Organization')).toEqual([]);
  });

  it('stay those for practitioners when only the organizations of services are asked', async () => {
    const others = [...practitionerIncludes, '_include:iterate=HealthcareService:organization'];
    const bundle = await server.search(slotQuery({ identifiers, others }));
    expect(bundle.meta!.profile).toEqual([sasProfile.bundle]);
    expect(idsOf(bundle, 'Organization')).toEqual([]);
  });
});

describe('the CPTS of a CPTS search', () => {
  const search = async (...slots: readonly Slot[]) => {
    const server = await openAgendaServer({
      resources: [...practice('a'), ...cpts('plaine', 1), ...cpts('vallee', 2), ...cpts('stranger', 3), ...slots],
    });
    try {
      return await server.search(cptsQuery({ identifiers }));
    } finally {
      await server.close();
    }
  };
  const meta = visibility('CPTS');

  it('are both there for one slot opened to two, each with its own item', async () => {
    const serviceType = [consultation('AMB'), sharedBy('plaine'), sharedBy('vallee')];
    const bundle = await search(at('shared', 10, { meta, serviceType }));
    const [shown] = resourcesOf(bundle, 'Slot');
    const items = shown!.serviceType!.filter(({ coding }) => coding?.[0]?.code === cptsEstablishment);
    expect(items.map(({ extension }) => extension)).toEqual([
      [{ url: extensionUrl.slotServiceType, valueReference: { reference: 'HealthcareService/plaine' } }],
      [{ url: extensionUrl.slotServiceType, valueReference: { reference: 'HealthcareService/vallee' } }],
    ]);
    expect(items.map(({ coding }) => coding![0]!.system)).toEqual([codeSystem.establishment, codeSystem.establishment]);
    expect(idsOf(bundle, 'HealthcareService').sort()).toEqual(['plaine', 'vallee']);
    expect(idsOf(bundle, 'Organization').sort()).toEqual(['plaine', 'vallee']);
  });

  it('are both there for two slots, one of each, and no third', async () => {
    const bundle = await search(
      at('one', 10, { meta, serviceType: [consultation('AMB'), sharedBy('plaine')] }),
      at('two', 11, { meta, serviceType: [consultation('AMB'), sharedBy('vallee')] }),
    );
    expect(idsOf(bundle, 'HealthcareService').sort()).toEqual(['plaine', 'vallee']);
    expect(idsOf(bundle, 'Organization').sort()).toEqual(['plaine', 'vallee']);
  });

  it('come once for many slots', async () => {
    const serviceType = [consultation('AMB'), sharedBy('plaine')];
    const bundle = await search(at('one', 10, { meta, serviceType }), at('two', 11, { meta, serviceType }));
    expect(bundle.total).toBe(2);
    expect(idsOf(bundle, 'HealthcareService')).toEqual(['plaine']);
    expect(idsOf(bundle, 'Organization')).toEqual(['plaine']);
  });

  it('are told by FINESS, name and phone, and their service refers to them', async () => {
    const bundle = await search(at('one', 10, { meta, serviceType: [consultation('AMB'), sharedBy('plaine')] }));
    expect(resourcesOf(bundle, 'Organization')[0]).toMatchObject({
      identifier: [{ system: 'urn:oid:1.2.250.1.71.4.2.2', value: finess(1) }],
      name: 'CPTS plaine',
      telecom: [{ system: 'phone', value: '+33261910001' }],
    });
    expect(resourcesOf(bundle, 'HealthcareService')[0]!.providedBy).toEqual({ reference: 'Organization/plaine' });
  });

  it('are not asked for by slots that only others may see', async () => {
    const bundle = await search(at('own', 10, { meta: visibility('PATIENTELE'), serviceType: [sharedBy('plaine')] }));
    expect(bundle).toMatchObject({ total: 0 });
    expect(bundle.entry).toBeUndefined();
  });
});
