/** The definitions that are published, and the operations on value sets. */
import type { Bundle, OperationOutcome, Parameters, StructureDefinition, ValueSet } from '@medplum/fhirtypes';
import supertest from 'supertest';
import { definitionTypes } from '../../src/fhir/definition-type.ts';
import { codeSystem, sasProfile } from '../../src/fhir/sas.ts';
import { type AgendaServer, baseUrl, openAgendaServer } from '../support/agenda-server.ts';
import { SAS_IG } from '../support/validation.ts';

const valueSets = 'https://interop.esante.gouv.fr/ig/fhir/sas/ValueSet/';
const visibilitySet = `${valueSets}sas-sos-valueset-typecreneau`;
const specialities = 'http://interopsante.org/fhir/ValueSet/fr-practitioner-specialty';

let server: AgendaServer;
beforeAll(async () => {
  server = await openAgendaServer();
});
afterAll(() => server.close());

const post = (path: string, ...parameter: object[]) =>
  supertest(server.app)
    .post(`/fhir/${path}`)
    .set('Content-Type', 'application/fhir+json')
    .send(JSON.stringify({ resourceType: 'Parameters', parameter }));

describe('published definitions', () => {
  it('are read by id', async () => {
    const { status, body, headers } = await server.get('StructureDefinition/FrSlotAgregateur');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    expect(body).toMatchObject({ resourceType: 'StructureDefinition', id: 'FrSlotAgregateur', url: sasProfile.slot });
    expect((body as StructureDefinition).snapshot!.element!.length).toBeGreaterThan(20);
  });

  it('are found by url, the guide’s own CapabilityStatements and SearchParameters too', async () => {
    for (const [type, url] of [
      ['StructureDefinition', sasProfile.slot],
      ['ValueSet', visibilitySet],
      ['CodeSystem', codeSystem.slotVisibility],
      ['SearchParameter', 'https://interop.esante.gouv.fr/ig/fhir/sas/SearchParameter/slot-sp-start'],
      [
        'CapabilityStatement',
        'https://interop.esante.gouv.fr/ig/fhir/sas/CapabilityStatement/SAS-GestionnaireAgenda-CPTS',
      ],
    ] as const) {
      const bundle = await server.search(`${type}?url=${encodeURIComponent(url)}`);
      expect([bundle.total, bundle.entry!.length]).toEqual([1, 1]);
      expect(bundle.entry![0]!.resource).toMatchObject({ resourceType: type, url });
      expect(bundle.entry![0]!.fullUrl).toBe(`${baseUrl}/${type}/${bundle.entry![0]!.resource!.id}`);
    }
  });

  it('of both versions of the guide stand side by side, told apart by version', async () => {
    const both = await server.search(`StructureDefinition?url=${sasProfile.appointment}`);
    expect(both.entry!.map(({ resource }) => resource!.id)).toEqual(['FrAppointmentSAS', 'FrAppointmentSAS-1.2.0']);
    const [later] = (await server.search(`StructureDefinition?url=${sasProfile.appointment}&version=1.2.0`)).entry!;
    expect(later!.resource).toMatchObject({ id: 'FrAppointmentSAS-1.2.0', version: '1.2.0' });
    expect((await server.get('StructureDefinition/FrAppointmentSAS-1.2.0')).body).toEqual(later!.resource);
  });

  it('are found by the beginning of their name, by several values, and all without parameter', async () => {
    const named = await server.search('StructureDefinition?name=frslot');
    expect(named.entry!.map(({ resource }) => resource!.id)).toEqual(
      expect.arrayContaining(['FrSlot', 'FrSlotAgregateur']),
    );
    for (const { resource } of named.entry!) expect((resource as StructureDefinition).name).toMatch(/^FrSlot/i);
    expect((await server.search(`StructureDefinition?_id=FrSlot,FrSchedule`)).total).toBe(2);
    for (const type of definitionTypes) expect((await server.search(type)).total).toBeGreaterThan(1);
  });

  it('that do not exist are not found', async () => {
    expect((await server.get('StructureDefinition/none')).status).toBe(404);
    expect(await server.search('ValueSet?url=https://example.org/none')).toMatchObject({ total: 0 });
    for (const name of ['date', 'constructor', 'toString', '__proto__']) {
      expect((await server.get(`StructureDefinition?${name}=2026`)).status).toBe(400);
    }
  });

  it('are not written', async () => {
    const answer = await supertest(server.app)
      .put('/fhir/ValueSet/x')
      .set('Content-Type', 'application/fhir+json')
      .send('{}');
    expect(answer.status).toBe(405);
  });

  it('are told by the CapabilityStatement', async () => {
    const { body } = await server.get('metadata');
    const types = body.rest[0].resource.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining([...definitionTypes]));
  });
});

const resultOf = ({ body }: { body: Parameters }) =>
  Object.fromEntries(body.parameter!.map(({ name, valueBoolean, valueString }) => [name, valueBoolean ?? valueString]));

describe('ValueSet/$validate-code', () => {
  const code = (system: string, value: string, url = visibilitySet) =>
    server.get(
      `ValueSet/$validate-code?url=${encodeURIComponent(url)}&system=${encodeURIComponent(system)}&code=${value}`,
    );

  it('tells whether a code is in the value set, with its display', async () => {
    expect(resultOf(await code(codeSystem.slotVisibility, 'PUBLIC'))).toEqual({
      result: true,
      display: 'Grand public',
    });
    expect(resultOf(await code(codeSystem.slotVisibility, 'PRO'))).toMatchObject({ result: false });
    expect(resultOf(await code('https://example.org/other', 'PUBLIC'))).toMatchObject({ result: false });
  });

  it('says that a code which an excerpt does not list could not be checked', async () => {
    const listed = resultOf(await code(codeSystem.speciality, 'SM54', specialities));
    expect([listed.result, listed.message]).toEqual([true, undefined]);
    const answer = resultOf(await code(codeSystem.speciality, 'SM01', specialities));
    expect(answer).toMatchObject({ result: true, message: expect.stringContaining('excerpt') });
  });

  it('takes Parameters with code, coding or codeableConcept, and the address of a value set', async () => {
    const coding = { system: codeSystem.slotVisibility, code: 'SNP' };
    const url = { name: 'url', valueUri: visibilitySet };
    for (const answer of [
      await post('ValueSet/$validate-code', url, { name: 'coding', valueCoding: coding }),
      await post(
        'ValueSet/$validate-code',
        url,
        { name: 'system', valueUri: coding.system },
        { name: 'code', valueCode: 'SNP' },
      ),
      await post('ValueSet/$validate-code', url, {
        name: 'codeableConcept',
        valueCodeableConcept: { coding: [{ ...coding, code: 'PRO' }, coding] },
      }),
      await post('ValueSet/sas-sos-valueset-typecreneau/$validate-code', { name: 'coding', valueCoding: coding }),
    ])
      expect(resultOf(answer)).toMatchObject({ result: true });
  });

  it('refuses a wrong display', async () => {
    const coding = { system: codeSystem.slotVisibility, code: 'PUBLIC', display: 'Privé' };
    const url = { name: 'url', valueUri: visibilitySet };
    expect(resultOf(await post('ValueSet/$validate-code', url, { name: 'coding', valueCoding: coding }))).toMatchObject(
      {
        result: false,
        display: 'Grand public',
      },
    );
  });

  it('is refused without value set, code or system, and for what is not known', async () => {
    const refusals = [
      ['ValueSet/$validate-code?code=x', 400],
      [`ValueSet/$validate-code?url=${visibilitySet}`, 400],
      [`ValueSet/$validate-code?url=${visibilitySet}&code=PUBLIC`, 400],
      ['ValueSet/$validate-code?url=https://example.org/none&system=urn:x&code=x', 404],
      ['ValueSet/none/$validate-code?system=urn:x&code=x', 404],
    ] as const;
    for (const [path, status] of refusals) {
      const answer = await server.get(path);
      expect([path, answer.status, (answer.body as OperationOutcome).resourceType]).toEqual([
        path,
        status,
        'OperationOutcome',
      ]);
    }
    for (const body of [
      [5],
      [{ name: 'coding', valueCoding: 5 }],
      [{ name: 'codeableConcept', valueCodeableConcept: { coding: [null] } }],
    ])
      expect((await post(`ValueSet/$validate-code?url=${visibilitySet}`, ...(body as object[]))).status).toBe(400);
  });
});

describe('ValueSet/$expand', () => {
  const expand = async (query: string): Promise<ValueSet> => (await server.get(`ValueSet/${query}`)).body;
  const codes = ({ expansion }: ValueSet) => expansion!.contains?.map((one) => one.code) ?? [];

  it('lists the codes with system and display', async () => {
    const expanded = await expand(`$expand?url=${visibilitySet}`);
    expect(expanded).toMatchObject({
      resourceType: 'ValueSet',
      url: visibilitySet,
      status: 'active',
      expansion: { total: 2 },
    });
    expect(expanded.expansion!.contains).toContainEqual({
      system: codeSystem.slotVisibility,
      code: 'PUBLIC',
      display: 'Grand public',
    });
    expect(expanded.experimental).toBeUndefined();
    expect(codes(await expand('sas-sos-valueset-typecreneau/$expand')).sort()).toEqual(['PUBLIC', 'SNP']);
  });

  it('filters by code and display, and pages', async () => {
    expect(codes(await expand(`$expand?url=${visibilitySet}&filter=GRAND`))).toEqual(['PUBLIC']);
    expect(codes(await expand(`$expand?url=${visibilitySet}&filter=nothing`))).toEqual([]);
    const page = await expand(`$expand?url=${visibilitySet}&offset=1&count=1`);
    expect(page.expansion).toMatchObject({ total: 2, offset: 1 });
    expect(codes(page)).toHaveLength(1);
    expect((await server.get(`ValueSet/$expand?url=${visibilitySet}&count=-1`)).status).toBe(400);
  });

  it('of an excerpt says that there are more', async () => {
    const expanded = await expand(`$expand?url=${specialities}`);
    expect(expanded.experimental).toBe(true);
    expect(expanded.expansion!.extension).toEqual([
      { url: 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed', valueBoolean: true },
    ]);
  });

  it('knows those of R4, and is valid itself', async () => {
    const statuses = await expand('$expand?url=http://hl7.org/fhir/ValueSet/slotstatus');
    expect(codes(statuses)).toContain('busy-tentative');
  });

  it('takes Parameters', async () => {
    const { body } = await post(
      'ValueSet/$expand',
      { name: 'url', valueUri: visibilitySet },
      { name: 'count', valueInteger: 1 },
    );
    expect(codes(body)).toHaveLength(1);
  });
});

it('the profiles that searches claim can be read here', async () => {
  const urls = Object.values(sasProfile);
  expect(urls.some((url) => url.startsWith(SAS_IG))).toBe(true);
  for (const url of urls) {
    const bundle: Bundle = await server.search(`StructureDefinition?url=${encodeURIComponent(url)}`);
    expect([url, bundle.total! > 0]).toEqual([url, true]);
  }
});
