/** SAS_IG_VERSION: what a canonical without version means to a server, from its start. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Appointment, OperationOutcome } from '@medplum/fhirtypes';
import { type Child, startChild } from '../../scripts/child.ts';
import { sasProfile } from '../../src/fhir/sas.ts';
import { appointment } from '../support/booking-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'sas-guide-version-'));

describe.each([
  ['1.1.0', 'error'],
  ['1.2.0', undefined],
])('a server whose SAS_IG_VERSION is %s', (version, severity) => {
  let server: Child | undefined;

  beforeAll(async () => {
    const environment = {
      PORT: '0',
      HOST: '127.0.0.1',
      SAS_DEMO: 'off',
      SAS_DATA_DIR: join(folder, version),
      SAS_IG_VERSION: version,
      SAS_BASE_URL: '',
    };
    server = await startChild({ script: ['src/main.ts'], environment });
  });

  afterAll(() => server?.stop());

  /** Waits for the practitioner's answer, which 1.2.0 allows and 1.1.0 does not. */
  const waiting = appointment('one');
  const [participant] = waiting.participant;
  const proposed: Appointment = { ...waiting, participant: [{ ...participant!, status: 'needs-action' }] };

  const validate = async (query = ''): Promise<OperationOutcome> => {
    const response = await fetch(`${server!.fhirBase}/Appointment/$validate${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify(proposed),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as OperationOutcome;
  };
  const statusIssue = ({ issue }: OperationOutcome) =>
    issue!.find(({ expression }) => expression?.[0] === 'Appointment.participant[0].status')?.severity;

  it('judges by that version what names none', async () => {
    expect(statusIssue(await validate(`?profile=${sasProfile.appointment}`))).toBe(severity);
  });

  it('judges by the other version what names it', async () => {
    expect(statusIssue(await validate(`?profile=${sasProfile.appointment}%7C1.1.0`))).toBe('error');
    expect(statusIssue(await validate(`?profile=${sasProfile.appointment}%7C1.2.0`))).toBeUndefined();
  });
});

afterAll(() => rmSync(folder, { recursive: true }));
