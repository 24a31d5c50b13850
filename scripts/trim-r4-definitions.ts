/**
 * Makes definitions/r4 from HL7's CC0 packages: the structures of R4 4.0.1 that this project meets, and the codes of the value
 * sets they are bound to, without prose. Run by hand when the list below changes: `node scripts/trim-r4-definitions.ts`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import type { CodeList } from '../src/fhir/profile/code-list.ts';
import { codesOf, toCodeList } from '../src/fhir/profile/compose-codes.ts';
import { Definitions } from '../src/fhir/profile/definitions.ts';
import { isTooBroad, type TrimmedStructure, trimStructure } from './r4/trim.ts';

const packages = ['hl7.fhir.r4.examples@4.0.1', 'hl7.fhir.r4.expansions@4.0.1'] as const;
const target = join(import.meta.dirname, '../definitions/r4');

/** Resource types of the guide, those its flows carry, and those a FHIR package is made of. */
const resourceTypes = new Set(
  `Resource DomainResource Appointment AppointmentResponse AuditEvent Basic Binary Bundle CapabilityStatement CodeSystem
  Communication ConceptMap Device Encounter Endpoint Group HealthcareService ImplementationGuide Location MessageHeader NamingSystem
  OperationDefinition OperationOutcome Organization OrganizationAffiliation Parameters Patient Person Practitioner
  PractitionerRole Provenance RelatedPerson Schedule SearchParameter ServiceRequest Slot StructureDefinition
  Subscription Task ValueSet`.split(/\s+/),
);

/** Value sets that no kept structure names, but the French profiles do. */
const alsoWanted = ['http://terminology.hl7.org/ValueSet/v3-ActEncounterCode'];

/** Code systems of HL7 from which the guide takes codes. */
const systemsOfGuide = ['v3-ActCode', 'v2-0276', 'v2-0203', 'service-type', 'service-category'].map(
  (name) => `http://terminology.hl7.org/CodeSystem/${name}`,
);

const work = mkdtempSync(join(tmpdir(), 'r4-definitions-'));
try {
  const [examples, expansions] = packages.map(unpack) as [string, string];
  const structures = readFolder(examples, 'StructureDefinition-')
    .map((resource) => trimStructure(resource, resourceTypes))
    .filter((structure) => structure !== undefined)
    .sort(byUrl);
  const wanted = boundValueSets(structures);
  const codeLists = collectCodeLists(wanted, examples, expansions).sort(byUrl);
  const systems = collectCodeSystems(codeLists, examples).sort(byUrl);
  write('structure-definitions.json', structures);
  write('code-systems.json', systems);
  write('code-lists.json', codeLists);
  console.log(
    `${structures.length} structures, ${codeLists.length} of ${wanted.size} value sets, ${systems.length} code systems`,
  );
} finally {
  rmSync(work, { recursive: true });
}

function unpack(name: string): string {
  const folder = mkdtempSync(join(work, 'package-'));
  const tgz = execFileSync('npm', ['pack', '--silent', name], { cwd: folder, encoding: 'utf8' }).trim();
  execFileSync('tar', ['xzf', tgz], { cwd: folder });
  return join(folder, 'package');
}

function readFolder(folder: string, prefix: string): Record<string, unknown>[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
    .flatMap((name) => parse(readFileSync(join(folder, name), 'utf8')));
}

/** A few files of the package are not JSON at all; they are none that we keep. */
function parse(text: string): Record<string, unknown>[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/** Of each value set the whole expansion that is published, else what its definition comes to; nothing when neither is whole. */
function collectCodeLists(wanted: ReadonlySet<string>, examples: string, expansions: string): CodeList[] {
  const systems = new Definitions();
  for (const system of readFolder(examples, 'CodeSystem-')) systems.add(system as unknown as CodeSystem);
  const published = readFolder(expansions, 'ValueSet-').filter((one) => !isTooBroad(one));
  const defined = readFolder(examples, 'ValueSet-').map((one) => ({ ...one, expansion: undefined }));
  const lists = [...defined, ...published]
    .filter((one) => 'url' in one && wanted.has(String(one.url)))
    .map((one) => toCodeList(one as unknown as ValueSet, systems));
  const whole = lists.filter(({ parts, isExcerpt }) => !parts && !isExcerpt);
  return [...new Map(whole.map((list) => [list.url, list])).values()];
}

/** HL7's own code systems that these value sets and the guide draw from, where they are complete: their codes, nothing else. */
function collectCodeSystems(codeLists: readonly CodeList[], examples: string): CodeSystem[] {
  const used = new Set([...codeLists.flatMap(({ systems }) => Object.keys(systems)), ...systemsOfGuide]);
  const whole = readFolder(examples, 'CodeSystem-')
    .map((one) => one as unknown as CodeSystem)
    .filter(({ url, content }) => content === 'complete' && used.has(url ?? '') && /hl7\.org/.test(url ?? ''));
  const trimmed = whole.map(({ url, version, concept = [] }): CodeSystem => {
    const codes = codesOf(concept).map((code) => ({ code }));
    return {
      url,
      resourceType: 'CodeSystem',
      version,
      status: 'active',
      content: 'complete',
      concept: codes,
    } as CodeSystem;
  });
  return [...new Map(trimmed.map((one) => [one.url, one])).values()];
}

function boundValueSets(structures: readonly TrimmedStructure[]): Set<string> {
  const bound = structures
    .flatMap((structure) => structure.snapshot.element)
    .flatMap((element) => element.binding?.valueSet?.split('|')[0] ?? []);
  return new Set([...bound, ...alsoWanted]);
}

/** One definition a line, so that a change reads as a line in a diff. */
function write(name: string, items: readonly (TrimmedStructure | CodeList | CodeSystem)[]): void {
  writeFileSync(join(target, name), `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]\n`);
}

function byUrl(a: { url?: string }, b: { url?: string }): number {
  return (a.url ?? '') < (b.url ?? '') ? -1 : 1;
}
