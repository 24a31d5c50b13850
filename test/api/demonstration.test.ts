/** What the demonstration promises, kept through HTTP; and its answers have the shape of the official examples. */
import type { Bundle, Slot } from '@medplum/fhirtypes';
import { demoCases, demoSituations } from '../../src/demo/demo-situations.ts';
import { demoSeed, loadDemo } from '../../src/demo/load-demo.ts';
import { demoPractitioners } from '../../src/demo/practitioners.ts';
import { sosAssociations } from '../../src/demo/structures.ts';
import { codeSystem, cptsEstablishment } from '../../src/fhir/sas.ts';
import { now } from '../support/agenda-data.ts';
import { type AgendaServer, openAgendaServer, resourcesOf } from '../support/agenda-server.ts';
import { cptsQuery, nationalRpps, nationalSiret, slotQuery, sosQuery } from '../support/guide-queries.ts';
import { officialPackage, readOfficialExample } from '../support/official-package.ts';
import { errorsOf } from '../support/validation.ts';

const people = demoSituations(demoSeed);
const threeDays = ['ge2026-11-23T08:00:00+01:00', 'le2026-11-26T08:00:00+01:00'];
const practitionerKeys = ['rpps', 'rppsMulti', 'rpps3', 'rpps4'] as const;
const cptsKeys = ['rppsCpts', 'rppsCptsTwo', 'rppsCptsShared'] as const;

let server: AgendaServer;

beforeAll(async () => {
  server = await openAgendaServer();
  await loadDemo(server.store, now);
});

afterAll(() => server.close());

const ofPractitioner = (...rpps: string[]) =>
  server.search(slotQuery({ starts: threeDays, identifiers: rpps.map(nationalRpps).join(',') }));
const withCpts = (rpps: string) => server.search(cptsQuery({ starts: threeDays, identifiers: nationalRpps(rpps) }));
const ofSos = (...siret: string[]) =>
  server.search(sosQuery({ starts: threeDays, identifiers: siret.map(nationalSiret).join(',') }));

const codesOf = (slots: readonly Slot[], codes: (slot: Slot) => (string | undefined)[]) =>
  [...new Set(slots.flatMap(codes))].sort().join(',');
const visibilityCodes = ({ meta }: Slot) => meta!.security!.map(({ code }) => code);
const consultationCodes = ({ serviceType = [] }: Slot) =>
  serviceType.flatMap(({ coding = [] }) =>
    coding.filter(({ system }) => system === codeSystem.consultation).map(({ code }) => code),
  );
const cptsItems = ({ serviceType = [] }: Slot) =>
  serviceType.filter(({ coding }) => coding?.some(({ code }) => code === cptsEstablishment));

describe('the practitioners of the certification', () => {
  it.each(practitionerKeys)(
    'have slots on each of three days, with comment, active and by RPPS alone: %s',
    async (key) => {
      const bundle = await ofPractitioner(people[key]);
      const slots = resourcesOf(bundle, 'Slot');
      expect(new Set(slots.map(({ start }) => start.slice(0, 10))).size).toBeGreaterThanOrEqual(3);
      expect(
        slots.filter(({ comment }) => !/^https:\/\/agenda\.example\.fr\/[^?]+\?.+=.+/.test(comment ?? '')),
      ).toEqual([]);
      const [practitioner, ...others] = resourcesOf(bundle, 'Practitioner');
      expect(others).toEqual([]);
      expect(practitioner).toMatchObject({ active: true, identifier: [{ value: people[key] }] });
      for (const role of resourcesOf(bundle, 'PractitionerRole')) {
        expect(role.telecom![0]!.value).toMatch(/^\+33\d{9}$/);
        expect(role.organization!.identifier!.value).toMatch(/^(1\d{9}|3\d{14})$/);
      }
    },
  );

  it('have one place each, rppsMulti two', async () => {
    for (const key of practitionerKeys) {
      const bundle = await ofPractitioner(people[key]);
      expect(resourcesOf(bundle, 'Schedule')).toHaveLength(key === 'rppsMulti' ? 2 : 1);
      expect(resourcesOf(bundle, 'PractitionerRole')).toHaveLength(key === 'rppsMulti' ? 2 : 1);
    }
  });

  it('come together in one search', async () => {
    const bundle = await ofPractitioner(people.rpps3, people.rpps4);
    expect(resourcesOf(bundle, 'Practitioner')).toHaveLength(2);
  });

  it('rpps has 40 slots, all ROUTINE, and the types that are declared, no more and no less', async () => {
    const slots = resourcesOf(await ofPractitioner(people.rpps), 'Slot');
    expect(slots.length).toBeGreaterThanOrEqual(40);
    expect(codesOf(slots, ({ appointmentType }) => appointmentType!.coding!.map(({ code }) => code))).toBe('ROUTINE');
    expect(codesOf(slots, visibilityCodes)).toBe(people.slotTypes);
    expect(codesOf(slots, consultationCodes)).toBe(people.consultTypes);
  });

  it('rppsCpts shares every slot with one CPTS, and has the types that are declared', async () => {
    const bundle = await withCpts(people.rppsCpts);
    const slots = resourcesOf(bundle, 'Slot');
    expect(slots.length).toBeGreaterThanOrEqual(40);
    expect(slots.filter((slot) => cptsItems(slot).length !== 1)).toEqual([]);
    expect(codesOf(slots, visibilityCodes)).toBe(people.slotTypesCpts);
    expect(codesOf(slots, consultationCodes)).toBe(people.consultTypesCpts);
    expect(resourcesOf(bundle, 'Organization')).toHaveLength(1);
  });

  it('rppsCptsTwo shares with one or the other of two CPTS, rppsCptsShared with both at once, with nobody else', async () => {
    for (const [key, items] of [
      ['rppsCptsTwo', 1],
      ['rppsCptsShared', 2],
    ] as const) {
      const bundle = await withCpts(people[key]);
      const slots = resourcesOf(bundle, 'Slot');
      expect(slots.filter((slot) => cptsItems(slot).length !== items)).toEqual([]);
      expect(codesOf(slots, visibilityCodes)).toBe('CPTS');
      expect(resourcesOf(bundle, 'HealthcareService')).toHaveLength(2);
      expect(resourcesOf(bundle, 'Organization')).toHaveLength(2);
      expect((await ofPractitioner(people[key])).total).toBe(0);
    }
  });

  it('have CPTS with a name, a phone and a FINESS', async () => {
    for (const key of cptsKeys) {
      for (const organization of resourcesOf(await withCpts(people[key]), 'Organization')) {
        expect(organization.name).toMatch(/./);
        expect(organization.telecom![0]!.value).toMatch(/^\+33\d{9}$/);
        expect(organization.identifier![0]!.value).toMatch(/^1.{9}$/);
      }
    }
  });

  it('stand beside two associations of SOS Médecins', async () => {
    for (const key of ['siret', 'siret2'] as const) {
      const bundle = await ofSos(people[key]);
      expect(bundle.total).toBeGreaterThanOrEqual(40);
      expect(codesOf(resourcesOf(bundle, 'Slot'), visibilityCodes)).toBe('PUBLIC,SNP');
      expect(resourcesOf(bundle, 'Organization')[0]!.identifier![0]!.value).toBe(people[key]);
    }
    expect(resourcesOf(await ofSos(people.siret, people.siret2), 'Organization')).toHaveLength(2);
  });
});

describe('the other cases of the demonstration', () => {
  const identifiersOf = (key: string) => demoCases().find(({ id }) => id === `demo-${key}`)!.identifiers;
  const found = (key: string) => ofPractitioner(...identifiersOf(key));

  it.each(['no-slot', 'fully-booked', 'private-slots', 'inactive-practitioner', 'inactive-schedule'])(
    'bring nothing where nothing may leave: %s',
    async (key) => {
      expect(await found(key)).toMatchObject({ total: 0 });
    },
  );

  it('bring the active place of somebody whose other role is inactive', async () => {
    expect(resourcesOf(await found('inactive-role'), 'Schedule')).toHaveLength(1);
  });

  it('bring 500 slots and more of one agenda in a day, on one page', async () => {
    const bundle = await found('slots-2000');
    expect(bundle.total).toBeGreaterThan(1000);
    expect(bundle.entry!.length).toBe(bundle.total! + 3);
  });

  it.each([
    ['national-phone', /^\+33\d{9}$/],
    ['national-phone-reunion', /^\+262\d{9}$/],
    ['national-phone-noumea', /^\+687\d{6}$/],
  ])('send phones in E.164, though typed otherwise: %s', async (key, e164) => {
    const bundle = await found(key);
    expect(resourcesOf(bundle, 'PractitionerRole')[0]!.telecom![0]!.value).toMatch(e164);
  });

  it('send identifiers with their type digit, though stored without', async () => {
    const bundle = await found('unprefixed');
    expect(resourcesOf(bundle, 'Practitioner')[0]!.identifier![0]!.value).toMatch(/^8\d{11}$/);
    const structures = resourcesOf(bundle, 'PractitionerRole').map(
      ({ organization }) => organization!.identifier!.value,
    );
    expect(structures.filter((value) => !/^(1\d{9}|3\d{14})$/.test(value!))).toEqual([]);
  });

  it('tell instants stored with Z in the time of Cayenne', async () => {
    const slots = resourcesOf(await found('utc-instants'), 'Slot');
    expect(slots.length).toBeGreaterThan(0);
    expect(slots.filter(({ start, end }) => !start.endsWith('-03:00') || !end.endsWith('-03:00'))).toEqual([]);
  });

  it('tell each of two places in its own time', async () => {
    const starts = ['ge2026-11-23', 'le2026-11-29'];
    const bundle = await server.search(
      slotQuery({ starts, identifiers: identifiersOf('two-zones').map(nationalRpps).join(',') }),
    );
    const offsets = new Set(resourcesOf(bundle, 'Slot').map(({ start }) => start.slice(-6)));
    expect([...offsets].sort()).toEqual(['+01:00', '+04:00']);
  });

  it('put a place that is a resource of its own into the role', async () => {
    const [role] = resourcesOf(await found('separate-location'), 'PractitionerRole');
    expect(role!.contained![0]).toMatchObject({ resourceType: 'Location', address: { postalCode: '67000' } });
    expect(role!.location).toEqual([{ reference: `#${role!.contained![0]!.id}` }]);
  });

  it('bring both records of a person who is stored twice', async () => {
    const bundle = await ofPractitioner(...identifiersOf('twice-rpps'), ...identifiersOf('twice-adeli'));
    expect(resourcesOf(bundle, 'Practitioner')).toHaveLength(2);
  });
});

describe('every answer of the demonstration', () => {
  const inLots = (values: readonly string[]) =>
    Array.from({ length: Math.ceil(values.length / 25) }, (_, lot) => values.slice(lot * 25, lot * 25 + 25));
  const everybody = inLots(demoPractitioners(demoSeed).flatMap(({ identifiers }) => identifiers));
  /** The bundle profiles of CPTS and SOS demand entries: an empty answer fits none of them. */
  const errorsIn = (bundle: Bundle) => (bundle.total === 0 ? [] : errorsOf(bundle));

  it('breaks no rule of FHIR or of the guide: practitioners, without and with their CPTS', async () => {
    for (const lot of everybody) {
      const identifiers = lot.map(nationalRpps).join(',');
      expect(errorsIn(await server.search(slotQuery({ starts: threeDays, identifiers })))).toEqual([]);
      expect(errorsIn(await server.search(cptsQuery({ starts: threeDays, identifiers })))).toEqual([]);
    }
  });

  it('breaks no rule of FHIR or of the guide: SOS Médecins', async () => {
    expect(errorsIn(await ofSos(...sosAssociations.map(({ siret }) => siret)))).toEqual([]);
  });
});

/** Every path of a Bundle with a value, below the type of its resource; of systems, profiles and extensions the value too. */
function shapeOf(value: unknown, path = '', found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) shapeOf(item, path, found);
  else if (typeof value === 'object' && value !== null) {
    const type = path.endsWith('.resource') ? (value as { resourceType: string }).resourceType : path;
    for (const [key, item] of Object.entries(value)) shapeOf(item, `${type}.${key}`, found);
  } else found.add(/\.(system|profile|url)$/.test(path) && !path.includes('link') ? `${path} = ${value}` : path);
  return found;
}

const describeOfficial = officialPackage ? describe : describe.skip;

describeOfficial('the answers of the demonstration', () => {
  /** What an example has of its own: its id, and the system under which its vendor numbers his places. */
  const isOwn = (path: string) => path === '.id' || /(contained|Location)\.identifier\.system = /.test(path);
  const missing = (example: string, answers: readonly Bundle[]) => {
    const ours = new Set(answers.flatMap((answer) => [...shapeOf(answer)]));
    const theirs = shapeOf(readOfficialExample(`Bundle-${example}`));
    return [...theirs].filter((path) => !isOwn(path) && !ours.has(path));
  };

  it('for practitioners have every path, system and profile of the official example', async () => {
    const answers = await Promise.all(practitionerKeys.map((key) => ofPractitioner(people[key])));
    expect(missing('ExampleBundlePSIndiv', answers)).toEqual([]);
  });

  it('for CPTS have every path, system and profile of the official example', async () => {
    const answers = await Promise.all(cptsKeys.map((key) => withCpts(people[key])));
    expect(missing('ExampleBundleCPTS', answers)).toEqual([]);
  });

  it('for SOS Médecins have every path, system and profile of the official example', async () => {
    expect(missing('ExampleBundleAgregateurSOS', [await ofSos(people.siret, people.siret2)])).toEqual([]);
  });
});
