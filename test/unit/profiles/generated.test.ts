import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeSystem, Resource, StructureDefinition, ValueSet } from '@medplum/fhirtypes';
import { compareTables } from '../../../scripts/profiles/fact-table.ts';
import { projects } from '../../../scripts/profiles/projects.ts';
import { readFactTable } from '../../../scripts/profiles/read-fact-table.ts';
import { inherited } from '../../../scripts/profiles/trim-resource.ts';

const [sas110, sas120] = projects.map(({ generated }) => generated) as [string, string];

const readFolder = (folder: string): Resource[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));

const all = [...readFolder(sas110), ...readFolder(sas120)];
const ofType = <T extends Resource>(type: T['resourceType']): T[] =>
  all.filter((resource): resource is T => resource.resourceType === type);
const structures = ofType<StructureDefinition>('StructureDefinition');
const valueSets = ofType<ValueSet>('ValueSet');
const codeSystems = new Map(ofType<CodeSystem>('CodeSystem').map((system) => [system.url, system]));

/** FHIR's own sense: a value set that takes in a code system whole is an excerpt when we do not hold that system whole. */
const isExcerpt = ({ compose }: ValueSet): boolean =>
  compose!.include.some(({ system, concept }) => !concept && codeSystems.get(system)?.content !== 'complete');

describe('the generated definitions', () => {
  it('name only definitions that are here or in R4', () => {
    const known = new Set(structures.map(({ url }) => url));
    const named = structures.flatMap(({ baseDefinition, snapshot }) => [
      baseDefinition!,
      ...snapshot!.element.flatMap(({ type = [] }) =>
        type.flatMap(({ profile = [], targetProfile = [] }) => [...profile, ...targetProfile]),
      ),
    ]);
    const foreign = named.filter(
      (url) => !known.has(url) && !/^http:\/\/hl7\.org\/fhir\/StructureDefinition\//.test(url),
    );
    expect(foreign).toEqual([]);
  });

  it('bind only to value sets that are here or in R4', () => {
    const known = new Set(valueSets.map(({ url }) => url));
    const bound = structures.flatMap(({ snapshot }) =>
      snapshot!.element.flatMap(({ binding }) => (binding?.valueSet ? [binding.valueSet] : [])),
    );
    const ofR4 = /^http:\/\/(hl7\.org\/fhir|terminology\.hl7\.org)\/ValueSet\//;
    expect(bound.filter((url) => !known.has(url) && !ofR4.test(url))).toEqual([]);
  });

  it('mark a value set experimental exactly when it is an excerpt', () => {
    const marked = valueSets.filter(({ experimental }) => experimental).map(({ url }) => url);
    expect(marked.length).toBeGreaterThan(0);
    expect(marked).toEqual(valueSets.filter(isExcerpt).map(({ url }) => url));
  });

  it('hold the publics of a slot whole, so that an unknown one is an error', () => {
    const set = valueSets.find(({ url }) => url?.endsWith('JDV-J165-TypeCreneau-SAS'))!;
    expect(isExcerpt(set)).toBe(false);
    expect(codeSystems.get(set.compose!.include[0]!.system!)!.concept!.map(({ code }) => code)).toEqual([
      'PUBLIC',
      'PRO',
      'SNP',
      'CPTS',
    ]);
  });

  it('carry no prose of the R4 specification in their snapshots', () => {
    for (const { name, differential, snapshot } of structures) {
      const own = new Map(differential!.element.map((element) => [element.id, element]));
      for (const element of snapshot!.element) {
        const where = `${name} ${element.id}`;
        expect([where, element.definition]).toEqual([where, own.get(element.id)?.definition ?? inherited]);
        expect([where, element.short]).toEqual([where, own.get(element.id)?.short]);
        expect(Object.keys(element)).not.toContain('mapping');
        expect(Object.keys(element)).not.toContain('requirements');
      }
    }
  });
});

describe('the profiles 1.2.0', () => {
  it('differ from 1.1.0 in the rules that the guide changed, and in nothing else', () => {
    const newer = readFactTable(sas120);
    const older = new Map([...readFactTable(sas110)].filter(([url]) => newer.has(url)));
    const created = ['Appointment.created', 'mustSupport', '', 'true'];
    const sas = 'https://interop.esante.gouv.fr/ig/fhir/sas/ValueSet';
    const bound = (from: string) => [
      'Appointment.participant.status',
      'binding',
      `required ${from}`,
      `required ${sas}/sas-valueset-participant-status`,
    ];
    const idnst = (system: string) => `{"coding":[{"code":"IDNST","system":"${system}"}]}`;
    const changed = compareTables(older, newer).map((line) => line.split('\t'));
    const of = (id: string) => changed.filter(([url]) => url!.endsWith(`/${id}`)).map(([, ...rest]) => rest);
    expect(older.size).toBe(3);
    expect(of('FrAppointmentSAS')).toEqual([
      created,
      ['Appointment.participant.status', 'patternCode', '"accepted"', ''],
      bound('http://hl7.org/fhir/ValueSet/participationstatus'),
    ]);
    expect(of('sas-sos-appointment')).toEqual([created, bound(`${sas}/sas-sos-valueset-participant-status`)]);
    expect(of('sas-cpts-organization-aggregator')).toEqual([
      [
        'Organization.identifier.type',
        'patternCodeableConcept',
        idnst('http://interopsante.org/fhir/CodeSystem/fr-location-identifier-type'),
        idnst('https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203'),
      ],
    ]);
  });
});

describe('the examples', () => {
  const known = new Set(structures.flatMap(({ url, version }) => [url, `${url}|${version}`]));
  const examples = [sas110, sas120].flatMap((folder) => readFolder(join(folder, 'examples')));
  const claimOf = ({ meta }: Resource): string => meta?.profile?.[0] ?? '';

  it('each claim one profile that is here', () => {
    expect(examples.length).toBeGreaterThan(40);
    expect(examples.filter((one) => one.meta?.profile?.length !== 1 || !known.has(claimOf(one)))).toEqual([]);
  });

  it('show every profile of the guide at least once', () => {
    const contained = examples.flatMap((one) => ('contained' in one ? (one.contained ?? []) : []));
    const shown = new Set([...examples, ...contained].map(claimOf));
    const profiles = [...readFactTable(sas110).keys()].filter((url) => /sas.*StructureDefinition/.test(url));
    const extensions = structures.filter(({ type }) => type === 'Extension').map(({ url }) => url);
    expect(profiles.filter((url) => !shown.has(url) && !extensions.includes(url))).toEqual([]);
  });

  it('count in a bundle the slots that it holds', () => {
    const bundles = examples.filter((one) => one.resourceType === 'Bundle');
    expect(bundles.length).toBe(3);
    for (const { entry = [], total } of bundles) {
      expect(entry.filter(({ resource }) => resource?.resourceType === 'Slot').length).toBe(total);
    }
  });
});
