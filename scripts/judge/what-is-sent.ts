/** What a server with the demonstration sends: the answers of the guide's searches, and appointments that it has booked. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Appointment, Bundle, Resource } from '@medplum/fhirtypes';
import { demoSearches } from '../../src/demo/curl-lines.ts';
import { startChild } from '../child.ts';
import { operator } from '../regulator.ts';

const program = join(import.meta.dirname, '../../src/main.ts');

/** Starts a server, asks it, and keeps each answer as a file in `folder`, made anew; returns the folder. */
export async function keepWhatIsSent(folder: string): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), 'sas-interop-judge-'));
  const environment = { PORT: '0', HOST: '127.0.0.1', SAS_DATA_DIR: dataDir, SAS_DEMO: 'on', SAS_BASE_URL: '' };
  const server = await startChild({ script: [program], environment });
  try {
    for (const [name, resource] of Object.entries(await whatIsSent(server.fhirBase)))
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(resource, null, 2));
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true });
  }
  return folder;
}

async function whatIsSent(fhirBase: string): Promise<Readonly<Record<string, Resource>>> {
  const urls = demoSearches(fhirBase, Date.now());
  const [practitioner, cpts, sos] = await Promise.all([get(urls.practitioner), get(urls.cpts), get(urls.sos)]);
  return {
    practitioner,
    cpts,
    sos,
    'booked-with-practitioner': await book(fhirBase, `practitioner=${referenceIn(practitioner, 'Practitioner')}`),
    'booked-with-sos': await book(fhirBase, `location-reference=${referenceIn(sos, 'Location')}`),
  };
}

/** A reference to the first resource of this type in a Bundle. */
function referenceIn(answer: Resource, type: string): string {
  const found = (answer as Bundle).entry!.find(({ resource }) => resource?.resourceType === type)!;
  return `${type}/${found.resource!.id}`;
}

/** Books the first slot that is found, as a regulator does, and gives the appointment as it is read afterwards. */
async function book(fhirBase: string, whose: string): Promise<Resource> {
  const [start, end] = [1, 3].map((days) => encodeURIComponent(new Date(Date.now() + days * 86_400_000).toISOString()));
  const found = (await get(`${fhirBase}/Appointment/$find?start=${start}&end=${end}&${whose}&_count=1`)) as Bundle;
  const proposal = found.entry![0]!.resource as Appointment;
  const resource = { ...proposal, extension: [operator] };
  const parameters = { resourceType: 'Parameters', parameter: [{ name: 'appointment-resource', resource }] };
  const booked = await answered(
    fetch(`${fhirBase}/Appointment/$book`, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify(parameters),
    }),
  );
  return get(booked.headers.get('location')!.replace(/\/_history\/.*$/, ''));
}

const get = async (url: string): Promise<Resource> => (await answered(fetch(url))).json() as Promise<Resource>;

async function answered(asked: Promise<Response>): Promise<Response> {
  const response = await asked;
  if (!response.ok) throw new Error(`${response.status} at ${response.url}: ${await response.text()}`);
  return response;
}
