/** read, vread and history: what was stored, as it was stored. */
import type { Slot } from '@medplum/fhirtypes';
import supertest from 'supertest';
import { november, now, practice, slot, visibility } from '../support/agenda-data.ts';
import { type AgendaServer, baseUrl, openAgendaServer } from '../support/agenda-server.ts';

const stored: Slot = slot('s', 'a', '2026-11-23T10:00:00Z', {
  meta: { ...visibility('PATIENTELE'), profile: ['https://agenda.example.fr/our-own-profile'] },
  status: 'busy',
});

describe('read', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({ resources: [...practice('a'), stored] });
    await server.put({ ...stored, status: 'free' });
    await server.put(slot('gone', 'a', november('23T09:00')));
    await server.store.transact({
      sees: {},
      decide: () => ({ changes: [{ kind: 'delete', key: { type: 'Slot', id: 'gone' } }], answer: () => {} }),
    });
  });

  afterAll(() => server.close());

  const version = (versionId: string) => ({
    ...stored,
    meta: { ...stored.meta, versionId, lastUpdated: '2026-11-23T07:00:00.000+00:00' },
  });

  it('gives what was stored, not what a search would send', async () => {
    const answer = await server.get('Slot/s');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...version('2'), status: 'free' });
  });

  it('tells the version in ETag and Last-Modified', async () => {
    const { headers } = await server.get('Slot/s');
    expect(headers.etag).toBe('W/"2"');
    expect(headers['last-modified']).toBe(new Date(now).toUTCString());
  });

  it.each(['W/"2"', '"2"', 'W/"1", W/"2"', '*'])(
    'is 304 without a body to a client that has it: If-None-Match %s',
    async (etag) => {
      const answer = await server.get('Slot/s', { 'If-None-Match': etag });
      expect(answer.status).toBe(304);
      expect(answer.headers.etag).toBe('W/"2"');
      expect(answer.text).toBe('');
    },
  );

  it('is 200 to a client that has another version', async () => {
    expect((await server.get('Slot/s', { 'If-None-Match': 'W/"1"' })).status).toBe(200);
  });

  it('is 304 to a client that has what has not changed since: If-Modified-Since', async () => {
    const since = (ms: number) => ({ 'If-Modified-Since': new Date(ms).toUTCString() });
    expect((await server.get('Slot/s', since(now))).status).toBe(304);
    expect((await server.get('Slot/s', since(now - 1000))).status).toBe(200);
    expect((await server.get('Slot/s', { 'If-Modified-Since': 'yesterday' })).status).toBe(200);
    expect((await server.get('Slot/s', { ...since(now), 'If-None-Match': 'W/"1"' })).status).toBe(200);
  });

  it('gives HEAD the headers alone', async () => {
    const answer = await supertest(server.app).head('/fhir/Slot/s');
    expect([answer.status, answer.headers.etag]).toEqual([200, 'W/"2"']);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(100);
  });

  it('gives each version by its number', async () => {
    expect((await server.get('Slot/s/_history/1')).body).toEqual(version('1'));
    expect((await server.get('Slot/s/_history/2')).body).toEqual({ ...version('2'), status: 'free' });
  });

  it('is 404 for what never was, 410 for what was deleted', async () => {
    for (const target of [
      'Slot/none',
      'Slot/s/_history/3',
      'Slot/s/_history/x',
      'Slot/s/_history/0',
      'Slot/none/_history',
    ]) {
      const { issue } = await server.refusal(404, target);
      expect(issue[0]).toMatchObject({ severity: 'error', code: 'not-found' });
    }
    expect((await server.refusal(410, 'Slot/gone')).issue[0]!.code).toBe('deleted');
    expect((await server.get('Slot/gone/_history/1')).body).toMatchObject({ id: 'gone' });
    await server.refusal(410, 'Slot/gone/_history/2');
  });

  it('names what a wrong method may be', async () => {
    const answer = await supertest(server.app).put('/fhir/metadata').type('application/fhir+json').send('{}');
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
    expect(answer.body.resourceType).toBe('OperationOutcome');
  });

  it.each([
    ['', 'POST'],
    ['metadata', 'GET, HEAD'],
    ['Slot', 'GET, HEAD, POST, PUT'],
    ['Slot/_search', 'POST'],
    ['Slot/s', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['Slot/s/_history', 'GET, HEAD'],
    ['Appointment/$book', 'POST'],
    ['Appointment/$find', 'GET, HEAD, POST'],
    ['StructureDefinition', 'GET, HEAD'],
  ])('allows at /%s what is then served: %s', async (target, allowed) => {
    const { headers } = await supertest(server.app).options(`/fhir/${target}`).expect(405);
    expect(headers.allow).toBe(allowed);
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const sent = supertest(server.app)[method](`/fhir/${target}`);
      const isForm = method === 'post' && target.endsWith('_search');
      const type = method === 'patch' ? 'application/json-patch+json' : isForm ? 'form' : 'application/fhir+json';
      const hasBody = method !== 'get' && method !== 'delete';
      const answer = await (hasBody ? sent.type(type).send('[]') : sent);
      expect([method, answer.status === 405]).toEqual([method, !allowed.split(', ').includes(method.toUpperCase())]);
    }
  });
});

describe('history', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({ resources: practice('a') });
    for (const status of ['free', 'busy', 'free'] as const) {
      await server.put(slot('s', 'a', november('23T10:00'), { status }));
    }
    await server.store.transact({
      sees: {},
      decide: () => ({ changes: [{ kind: 'delete', key: { type: 'Slot', id: 's' } }], answer: () => {} }),
    });
  });

  afterAll(() => server.close());

  it('of a resource has its versions, the newest first, a deletion included', async () => {
    const bundle = await server.search('Slot/s/_history');
    expect(bundle).toMatchObject({ type: 'history', total: 4 });
    expect(bundle.entry!.map(({ request, response }) => [request!.method, response!.etag, response!.status])).toEqual([
      ['DELETE', 'W/"4"', '204'],
      ['PUT', 'W/"3"', '200'],
      ['PUT', 'W/"2"', '200'],
      ['PUT', 'W/"1"', '201'],
    ]);
    expect(bundle.entry!.map(({ resource }) => (resource as Slot | undefined)?.status)).toEqual([
      undefined,
      'free',
      'busy',
      'free',
    ]);
    expect(bundle.entry![0]!.fullUrl).toBe(`${baseUrl}/Slot/s`);
  });

  it('of a type and of everything have theirs', async () => {
    expect((await server.search('Slot/_history')).total).toBe(4);
    expect((await server.search('_history')).total).toBe(7);
    expect((await server.search('Appointment/_history')).total).toBe(0);
  });

  it('comes in pages whose next links lead through all of it', async () => {
    const seen: string[] = [];
    let next: string | undefined = '_history?_count=3';
    while (next) {
      const bundle = await server.search(next);
      seen.push(...bundle.entry!.map(({ fullUrl, response }) => `${fullUrl} ${response!.etag}`));
      next = bundle.link!.find(({ relation }) => relation === 'next')?.url?.slice(baseUrl.length + 1);
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  it('begins with _since, inclusive', async () => {
    expect((await server.search('_history?_since=2026-11-23T08:00:00%2B01:00')).total).toBe(7);
    expect((await server.search('_history?_since=2026-11-23T08:00:01+01:00')).total).toBe(0);
    const { issue } = await server.refusal(400, '_history?_since=yesterday');
    expect(issue[0]!.expression).toEqual(['_since']);
  });

  it.each(['_count=-1', '_count=x', '_cursor=x'])('refuses %s, naming it', async (parameter) => {
    const { issue } = await server.refusal(400, `_history?${parameter}`);
    expect(issue[0]!.expression).toEqual([parameter.split('=')[0]]);
  });
});
