import type { PractitionerRole, Resource, Schedule } from '@medplum/fhirtypes';
import parsePhone from 'libphonenumber-js';
import { demoDirectory } from '../../../src/demo/demo-directory.ts';
import { demoCases } from '../../../src/demo/demo-situations.ts';
import { extensionUrl, identifierSystem } from '../../../src/fhir/sas.ts';

const directory = demoDirectory('a seed');
const keyOf = (resource: Resource) => `${resource.resourceType}/${resource.id}`;
const byKey = new Map(directory.map((resource) => [keyOf(resource), resource]));

const all = <T extends Resource['resourceType']>(type: T) =>
  directory.filter((resource): resource is Extract<Resource, { resourceType: T }> => resource.resourceType === type);

const role = (id: string) => byKey.get(`PractitionerRole/demo-${id}`) as PractitionerRole;
const placeOf = (one: PractitionerRole) => one.contained?.[0] as Extract<Resource, { resourceType: 'Location' }>;

/** Roles in the plain form of the guide: those of all practitioners but the cases that stray from it. */
const strays = /unprefixed|national-phone|separate-location/;
const plainRoles = all('PractitionerRole').filter((one) => !strays.test(one.id!));

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

describe('the directory of the demonstration', () => {
  it('is the same each time, and another one for another seed', () => {
    expect(demoDirectory('a seed')).toEqual(directory);
    expect(demoDirectory('another seed')).not.toEqual(directory);
  });

  it('gives the same practitioners with a part to play for every seed, names and house numbers aside', () => {
    const cases = demoCases().map((one) => `Practitioner/${one.id}`);
    const identifiersFor = (seed: string) =>
      demoDirectory(seed).flatMap((one) =>
        one.resourceType === 'Practitioner' && cases.includes(keyOf(one)) ? [one.identifier] : [],
      );
    expect(identifiersFor('another seed')).toEqual(identifiersFor('a seed'));
    expect(identifiersFor('a seed')).toHaveLength(cases.length);
  });

  it('has 200 practitioners or more, in many towns, overseas included, of several specialities', () => {
    const codes = plainRoles.map((one) => placeOf(one).address!.postalCode!);
    expect(all('Practitioner').length).toBeGreaterThanOrEqual(200);
    expect(new Set(codes.map((code) => code.slice(0, 2))).size).toBeGreaterThan(20);
    for (const town of ['75011', '69003', '14000', '92140', '97400', '97300', '98800']) expect(codes).toContain(town);
    expect(new Set(plainRoles.map((one) => one.specialty![0]!.coding![0]!.code)).size).toBeGreaterThan(5);
  });

  it('gives no two resources of a type the same id, in the form FHIR allows', () => {
    expect(byKey.size).toBe(directory.length);
    expect(directory.filter((one) => !/^[A-Za-z0-9.-]{1,64}$/.test(one.id!))).toEqual([]);
  });

  it('refers only to what comes before', () => {
    const seen = new Set<string>();
    for (const resource of directory) {
      for (const reference of referencesIn(resource)) {
        if (reference === '#lieu') expect((resource as PractitionerRole).contained![0]!.id).toBe('lieu');
        else expect(seen).toContain(reference);
      }
      seen.add(keyOf(resource));
    }
  });

  it('gives no two practitioners one identifier, and no two people one name', () => {
    const values = all('Practitioner').flatMap((one) => one.identifier!.map((identifier) => identifier.value));
    expect(new Set(values).size).toBe(values.length);
    const names = all('Practitioner')
      .filter((one) => one.id !== 'demo-twice-adeli')
      .map((one) => `${one.name![0]!.given![0]} ${one.name![0]!.family}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives no two structures one identifier', () => {
    const values = all('Organization').map((one) => one.identifier![0]!.value);
    expect(new Set(values).size).toBe(values.length);
  });

  it('says of each place its own identifier, one line of address, the town and five digits', () => {
    for (const { identifier, address } of [...plainRoles.map(placeOf), ...all('Location')]) {
      expect(identifier).toEqual([expect.objectContaining({ system: expect.any(String), value: expect.any(String) })]);
      expect(identifier![0]!.type!.coding![0]!.code).toBe('INTRN');
      expect(address).toEqual({
        line: [expect.stringMatching(/^\d+ \S/)],
        city: expect.any(String),
        postalCode: expect.stringMatching(/^\d{5}$/),
      });
    }
  });

  it('says of each practice the structure and a phone in international form', () => {
    for (const one of plainRoles) {
      const { system, value } = one.organization!.identifier!;
      expect(system).toBe(identifierSystem.structure);
      expect(value).toMatch(/^(1\d{9}|3\d{14}|4\d{14})$/);
      expect(one.telecom).toHaveLength(1);
      expect(parsePhone(one.telecom![0]!.value!)?.isValid()).toBe(true);
      expect(one.telecom![0]!.value).toMatch(/^\+\d{9,12}$/);
    }
  });

  it('has one Schedule for each practitioner and place, and one for each SOS place', () => {
    const actors = all('Schedule').map((one) => one.actor.map((actor) => actor.reference!.split('/')[0]));
    expect(actors.filter((one) => one.join() === 'Practitioner,PractitionerRole')).toHaveLength(
      all('PractitionerRole').length,
    );
    const places = all('Location').filter((one) => one.managingOrganization);
    expect(actors.filter((one) => one.join() === 'Location')).toHaveLength(places.length);
  });

  it('has a name and a phone for each CPTS, and one HealthcareService', () => {
    const cpts = all('HealthcareService').map((one) => byKey.get(one.providedBy!.reference!));
    expect(new Set(cpts).size).toBe(all('HealthcareService').length);
    expect(cpts.length).toBeGreaterThanOrEqual(2);
    for (const one of cpts) {
      expect(one).toMatchObject({ resourceType: 'Organization', name: expect.stringContaining('CPTS') });
      expect(one).toHaveProperty('telecom.0.value', expect.stringMatching(/^\+\d+$/));
      expect(one).toHaveProperty('identifier.0.value', expect.stringMatching(/^1\d{9}$/));
    }
  });

  it('has health centres where practitioners work', () => {
    const centres = all('Organization').filter((one) => one.name!.startsWith('Maison de santé'));
    const structures = new Set(plainRoles.map((one) => one.organization!.identifier!.value));
    expect(centres.length).toBeGreaterThan(3);
    expect(centres.filter((one) => !structures.has(one.identifier![0]!.value))).toEqual([]);
  });

  it('never holds an empty element', () => {
    expect(JSON.stringify(directory)).not.toMatch(/:(""|\[\]|\{\}|null)/);
  });
});

describe('the cases of the demonstration', () => {
  it('are all there', () => {
    for (const { id } of demoCases()) expect([...byKey.keys()]).toContain(`Practitioner/${id}`);
  });

  it('show a person twice, under the RPPS and under the ADELI', () => {
    const [one, other] = ['rpps', 'adeli'].map(
      (kind) => all('Practitioner').find(({ id }) => id === `demo-twice-${kind}`)!,
    );
    expect(one!.name).toEqual(other!.name);
    expect([one!.identifier![0]!.value, other!.identifier![0]!.value]).toEqual([
      expect.stringMatching(/^8\d{11}$/),
      expect.stringMatching(/^0\d{9}$/),
    ]);
    expect(placeOf(role('twice-rpps-1'))).toEqual(placeOf(role('twice-adeli-1')));
  });

  it('show RPPS, FINESS and SIRET without their type digit', () => {
    const stored = all('Practitioner').find(({ id }) => id === 'demo-unprefixed')!.identifier![0]!.value;
    expect(`8${stored}`).toBe(demoCases().find(({ id }) => id === 'demo-unprefixed')!.identifiers[0]);
    const structures = [1, 2].map((rank) => role(`unprefixed-${rank}`).organization!.identifier!.value!.length);
    expect(structures.sort()).toEqual([14, 9]);
  });

  it('show phones as people type them', () => {
    const phoneOf = (id: string) => role(id).telecom![0]!.value!;
    expect(phoneOf('national-phone-1')).toMatch(/^0\d( \d\d){4}$/);
    expect(phoneOf('national-phone-reunion-1')).toMatch(/^0262( \d\d){3}$/);
    expect(phoneOf('national-phone-noumea-1')).toMatch(/^\d\d( \d\d){2}$/);
  });

  it('show a place that is a resource of its own', () => {
    const one = role('separate-location-1');
    expect(one.contained).toBeUndefined();
    expect(byKey.has(one.location![0]!.reference!)).toBe(true);
  });

  it('show what is inactive', () => {
    expect(byKey.get('Practitioner/demo-inactive-practitioner')).toHaveProperty('active', false);
    expect([1, 2].map((rank) => role(`inactive-role-${rank}`).active)).toEqual([false, true]);
    expect(byKey.get('Schedule/demo-inactive-schedule-1')).toHaveProperty('active', false);
    expect(directory.filter((one) => 'active' in one && one.active === false)).toHaveLength(3);
  });

  it('show who accepts sur-numéraire, and who does not', () => {
    const accepts = ({ extension }: Schedule) =>
      extension?.some((one) => one.url === extensionUrl.surNumeraire && one.valueBoolean) ?? false;
    expect(accepts(byKey.get('Schedule/demo-rpps-1') as Schedule)).toBe(true);
    expect(new Set(all('Schedule').map(accepts))).toEqual(new Set([true, false]));
  });
});
