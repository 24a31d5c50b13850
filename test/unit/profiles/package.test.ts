import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packProject } from '../../../scripts/profiles/pack-project.ts';
import { projects } from '../../../scripts/profiles/projects.ts';

describe('the package of a version of the guide', () => {
  const work = mkdtempSync(join(tmpdir(), 'sas-package-test-'));
  const inside = join(work, 'package');
  const read = (name: string) => JSON.parse(readFileSync(join(inside, name), 'utf8'));

  beforeAll(() => execFileSync('tar', ['-xzf', packProject(projects[1]!, work), '-C', work]));
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  it('names itself, its canonical and the FHIR version', () => {
    expect(read('package.json')).toMatchObject({
      name: 'sas-interop.profiles',
      version: '1.2.0',
      canonical: 'https://interop.esante.gouv.fr/ig/fhir/sas',
      fhirVersions: ['4.0.1'],
      dependencies: { 'hl7.fhir.r4.core': '4.0.1' },
    });
  });

  it('lists every resource in its index, with type, id, url and version', () => {
    const { files } = read('.index.json') as { files: { filename: string }[] };
    const resources = readdirSync(inside).filter((name) => /^[A-Z].*\.json$/.test(name));
    expect(files.map(({ filename }) => filename).sort()).toEqual(resources.sort());
    for (const { filename, ...entry } of files) expect(read(filename)).toMatchObject(entry);
    expect(files).toContainEqual({
      filename: 'StructureDefinition-FrSlotAgregateur.json',
      resourceType: 'StructureDefinition',
      id: 'FrSlotAgregateur',
      url: 'http://sas.fr/fhir/StructureDefinition/FrSlotAgregateur',
      version: '1.1.0',
      kind: 'resource',
      type: 'Slot',
      derivation: 'constraint',
    });
  });

  it('holds the changed profiles in place of the older ones', () => {
    expect(read('StructureDefinition-FrAppointmentSAS.json').version).toBe('1.2.0');
    expect(read('StructureDefinition-FrSlotAgregateur.json').version).toBe('1.1.0');
  });

  it('holds the examples apart', () => {
    expect(readdirSync(join(inside, 'example'))).toContain('Bundle-ExampleBundleCPTS.json');
  });
});
