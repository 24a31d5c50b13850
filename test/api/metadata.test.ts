/** The CapabilityStatement. https://hl7.org/fhir/R4/http.html#capabilities */
import type { CapabilityStatement } from '@medplum/fhirtypes';
import { isDefinitionType } from '../../src/fhir/definition-type.ts';
import { resourceTypes } from '../../src/fhir/resource-type.ts';
import { searchParameters } from '../../src/fhir/search/search-parameter.ts';
import { type AgendaServer, baseUrl, openAgendaServer } from '../support/agenda-server.ts';
import { guideValidator } from '../support/validation.ts';

/** The types that are kept, not the definitions that are only published. */
const keptTypes = (statement: CapabilityStatement) =>
  statement.rest![0]!.resource!.filter(({ type }) => !isDefinitionType(type!));

describe('the CapabilityStatement', () => {
  let server: AgendaServer;
  let statement: CapabilityStatement;

  beforeAll(async () => {
    server = await openAgendaServer();
    statement = (await server.get('metadata')).body;
  });

  afterAll(() => server.close());

  it('instantiates the requirements of the guide that are fulfilled', () => {
    const roles = ['PsIndiv', 'CPTS', 'SOS'];
    expect(statement.instantiates).toEqual(
      expect.arrayContaining(
        roles.map(
          (one) => `https://interop.esante.gouv.fr/ig/fhir/sas/CapabilityStatement/SAS-GestionnaireAgenda-${one}`,
        ),
      ),
    );
  });

  it('is of this server: FHIR 4.0.1, JSON, its version and its base', () => {
    expect(statement).toMatchObject({
      resourceType: 'CapabilityStatement',
      status: 'active',
      kind: 'instance',
      fhirVersion: '4.0.1',
      software: { name: 'SAS interop', version: '0.0.0-test' },
      implementation: { url: baseUrl },
    });
    expect(statement.format).toContain('application/fhir+json');
    expect(statement.patchFormat).toEqual(['application/json-patch+json']);
  });

  it('is valid, without a warning', () => {
    expect(
      guideValidator()
        .validate(statement)
        .map(({ severity, message }) => `${severity}: ${message}`),
    ).toEqual([]);
  });

  it('lists every type with every parameter that can be searched', () => {
    const resources = keptTypes(statement);
    expect(resources.map(({ type }) => type).sort()).toEqual([...resourceTypes].sort());
    for (const { type, searchParam } of resources) {
      const names = searchParam!.map(({ name }) => name);
      const codes = searchParameters[type as (typeof resourceTypes)[number]].map(({ code }) => code);
      expect(names).toEqual(expect.arrayContaining(['_id', '_lastUpdated', 'identifier', ...codes]));
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("points to the guide's own definitions of its parameters", () => {
    const slot = statement.rest![0]!.resource!.find(({ type }) => type === 'Slot')!;
    const definitions = slot
      .searchParam!.filter(({ definition }) => definition)
      .map((one) => [one.name, one.definition]);
    expect(Object.fromEntries(definitions)).toEqual({
      start: 'https://interop.esante.gouv.fr/ig/fhir/sas/SearchParameter/slot-sp-start',
      'service-type-reference': 'https://interop.esante.gouv.fr/ig/fhir/sas/SearchParameter/cptsslot-sp-servicetype',
    });
  });

  it('has nothing empty', () => {
    expect(JSON.stringify(statement)).not.toMatch(/\[\]|\{\}|""|null/);
  });

  it('declares no include that a search then refuses', async () => {
    for (const { type, searchInclude = [], searchRevInclude = [] } of statement.rest![0]!.resource!) {
      for (const include of searchInclude) await server.search(`${type}?_id=x&_include=${include}`);
      for (const include of searchRevInclude) await server.search(`${type}?_id=x&_revinclude=${include}`);
    }
  });

  it('declares no interaction that is then not served', async () => {
    for (const { type, interaction } of keptTypes(statement)) {
      const codes = interaction!.map(({ code }) => code);
      expect(codes).toEqual(
        expect.arrayContaining(['read', 'vread', 'search-type', 'history-instance', 'history-type']),
      );
      expect((await server.get(`${type}?_id=x`)).status).toBe(200);
      expect((await server.get(`${type}/_history`)).status).toBe(200);
      expect((await server.get(`${type}/x`)).status).toBe(404);
    }
  });
});
