import { agendaRecipient } from '../../../src/declaration/agenda-recipient.ts';
import { platformRecipient } from '../../../src/declaration/platform-recipient.ts';
import type { Lease } from '../../../src/store/outbox.ts';
import type { StoredVersion } from '../../../src/store/resource-store.ts';

const lease = (more: Partial<Lease> = {}): Lease => ({
  id: '7',
  destination: 'platform',
  subject: 'https://agenda.example.fr/a,b|x|y$z\\',
  body: JSON.stringify({
    resourceType: 'Appointment',
    id: 'a1',
    identifier: [{ system: 'https://agenda.example.fr/a,b', value: 'x|y$z\\' }],
    created: '2026-11-22T10:00:00+01:00',
  }),
  attempt: 1,
  fence: 1,
  until: 0,
  ...more,
});

describe('the platform', () => {
  const asked: unknown[] = [];
  const first: StoredVersion = {
    type: 'Appointment',
    id: 'a1',
    versionId: 1,
    lastUpdated: Date.parse('2026-11-22T09:00:00Z'),
    method: 'POST',
    json: '{}',
  };
  const store = {
    readVersion: async (...args: unknown[]) => {
      asked.push(args);
      return first;
    },
  };
  const platform = platformRecipient({ url: 'https://sas.example.fr/fhir', store });
  beforeEach(() => {
    asked.length = 0;
  });

  it('gets a POST as the first thing ever sent of an identifier, without the id that the appointment has here', async () => {
    const { method, url, headers, body } = await platform.toRequest(lease());
    expect([method, url]).toEqual(['POST', 'https://sas.example.fr/fhir/Appointment']);
    expect(headers['content-type']).toBe('application/fhir+json');
    const { id: _, ...told } = JSON.parse(lease().body);
    expect(JSON.parse(body)).toEqual(told);
    expect(asked).toEqual([]);
  });

  it.each([
    ['a retry', { attempt: 2, fence: 2 }],
    ['a change', { attempt: 1, fence: 2 }],
  ])('gets a PUT by identifier, with FHIR and URL escapes, for %s', async (_, more) => {
    const { method, url } = await platform.toRequest(lease(more));
    expect(method).toBe('PUT');
    const token = new URL(url).searchParams.get('identifier');
    expect(token).toBe('https://agenda.example.fr/a\\,b|x\\|y\\$z\\\\');
    expect(url).not.toMatch(/[|,$\\ ]/);
  });

  it('learns when the appointment was first written, where nobody said when it was made', async () => {
    const body = JSON.stringify({
      resourceType: 'Appointment',
      id: 'a1',
      identifier: [{ system: 'urn:x', value: '1' }],
    });
    const request = await platform.toRequest(lease({ body }));
    expect(JSON.parse(request.body)).toMatchObject({ created: '2026-11-22T10:00:00.000+01:00' });
    expect(asked).toEqual([[{ type: 'Appointment', id: 'a1' }, 1]]);
  });
});

describe('the agenda software', () => {
  it('gets each message by POST, with a key that is the same when it comes again', async () => {
    const { toRequest } = agendaRecipient('https://lga.example.fr/hook?key=1');
    expect(await toRequest(lease({ body: '{"event":"created"}' }))).toEqual({
      method: 'POST',
      url: 'https://lga.example.fr/hook?key=1',
      headers: { 'content-type': 'application/json', 'idempotency-key': '"7"' },
      body: '{"event":"created"}',
    });
  });

  it('gets the user and password of its URL as Basic authentication, and not in the URL', async () => {
    const { toRequest } = agendaRecipient('https://l%40ga:p%3Aw%25@lga.example.fr/hook');
    const { url, headers } = await toRequest(lease());
    expect(url).toBe('https://lga.example.fr/hook');
    expect(headers.authorization).toBe(`Basic ${btoa('l@ga:p:w%')}`);
  });
});
