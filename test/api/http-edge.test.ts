import { gzipSync } from 'node:zlib';
import { Router } from 'express';
import request from 'supertest';
import { issue, OutcomeError, refuse } from '../../src/fhir/outcome.ts';
import { bodyLimitBytes } from '../../src/http/request-body.ts';
import { buildEdge } from '../support/edge.ts';

const fhirJson = 'application/fhir+json; charset=utf-8';

/** The first issue of an outcome. */
const issueOf = (response: request.Response) => response.body.issue?.[0];

const expectOutcome = (response: request.Response, status: number, code: string) => {
  expect(response.status).toBe(status);
  expect(response.headers['content-type']).toBe(fhirJson);
  expect(response.body.resourceType).toBe('OperationOutcome');
  expect(issueOf(response).code).toBe(code);
};

describe('a FHIR request', () => {
  it('comes to the interaction as plain values', async () => {
    const { app, asked } = buildEdge();
    await request(app)
      .get('/fhir/Slot/?start=ge2026-11-23T09:00:00+01:00&_format=application/fhir+json')
      .set({ Host: 'agenda.test', Prefer: 'handling=strict', 'If-None-Match': 'W/"1"' });
    expect(asked).toEqual([
      {
        method: 'GET',
        path: ['Slot'],
        query: 'start=ge2026-11-23T09:00:00+01:00&_format=application/fhir+json',
        baseUrl: 'http://agenda.test/fhir',
        headers: { prefer: 'handling=strict', ifNoneMatch: 'W/"1"' },
        requestId: 'made-here',
      },
    ]);
  });

  it.each(['/fhir', '/fhir/', '/fhir?_summary=count'])('to the base itself (%s) has an empty path', async (url) => {
    const { app, asked } = buildEdge();
    await request(app).get(url).expect(200);
    expect(asked[0]?.path).toEqual([]);
  });

  it('takes its base from the settings when there is one', async () => {
    const { app, asked } = buildEdge({ baseUrl: 'https://agenda.example.fr/fhir' });
    await request(app).get('/fhir/metadata').set('X-Forwarded-Host', 'evil.example');
    expect(asked[0]?.baseUrl).toBe('https://agenda.example.fr/fhir');
  });

  it('is answered with what the interaction gives, as FHIR JSON in UTF-8', async () => {
    const { app } = buildEdge({
      interact: () => ({ status: 201, headers: { Location: '/x', ETag: 'W/"1"' }, body: '{"name":"Élodie"}' }),
    });
    const response = await request(app).get('/fhir/Practitioner/1');
    expect(response.status).toBe(201);
    expect(response.headers).toMatchObject({ 'content-type': fhirJson, location: '/x', etag: 'W/"1"' });
    expect(response.headers['content-length']).toBe('18');
    expect(response.body).toEqual({ name: 'Élodie' });
  });

  it('is answered piece by piece, with the length of the whole', async () => {
    const pieces = ['{"a":', '"é"', '}'].map((text) => Buffer.from(text));
    const { app } = buildEdge({ interact: () => ({ status: 200, body: pieces }) });
    const response = await request(app).get('/fhir/Slot').set('Accept-Encoding', 'identity');
    expect(response.headers['content-length']).toBe('10');
    expect(response.body).toEqual({ a: 'é' });
  });

  it('has an answer without body when the interaction gives none', async () => {
    const { app } = buildEdge({ interact: () => ({ status: 304, headers: { ETag: 'W/"1"' } }) });
    const response = await request(app).get('/fhir/Slot/1').expect(304);
    expect(response.text).toBe('');
    expect(response.headers).not.toHaveProperty('content-type');
  });

  it('by HEAD is a GET whose body does not come', async () => {
    const { app, asked } = buildEdge({ interact: () => ({ status: 200, body: '{"a":1}' }) });
    const response = await request(app).head('/fhir/Slot/1').expect(200);
    expect(asked[0]?.method).toBe('GET');
    expect(response.headers).toMatchObject({ 'content-type': fhirJson, 'content-length': '7' });
    expect(response.text).toBeUndefined();
  });

  it('is refused (405, Allow) when its method is none of FHIR', async () => {
    const { app, asked } = buildEdge();
    const response = await request(app).options('/fhir/Slot');
    expectOutcome(response, 405, 'not-supported');
    expect(response.headers.allow).toBe('GET, HEAD, POST, PUT');
    expectOutcome(await request(app).options('/fhir/Nope'), 404, 'not-found');
    expect(asked).toEqual([]);
  });

  it.each(['/fhir/%', '/fhir/Slot/%zz', '/fhir/Slot/%00', '/fhir/Slot?_id=%00', '/fhir/Slot?_format=%', '/fhir/%c3'])(
    'is refused (400) when its URL is broken: %s',
    async (url) => {
      const { app, asked } = buildEdge();
      expectOutcome(await request(app).get(url), 400, 'invalid');
      expect(asked).toEqual([]);
    },
  );

  it('with a prototype key changes nothing', async () => {
    const { app, asked } = buildEdge();
    await request(app).get('/fhir/__proto__/constructor?__proto__=1&__proto__[x]=1').expect(200);
    expect(asked[0]?.path).toEqual(['__proto__', 'constructor']);
    expect(asked[0]?.query).toBe('__proto__=1&__proto__[x]=1');
    expect({}).not.toHaveProperty('x');
  });

  it('is refused (400) when its Host would break a URL', async () => {
    expectOutcome(await request(buildEdge().app).get('/fhir/Slot').set('Host', 'a"b'), 400, 'invalid');
  });
});

describe('content negotiation', () => {
  it('refuses (406) what admits no JSON, and says what was asked', async () => {
    const response = await request(buildEdge().app).get('/fhir/Slot').set('Accept', 'application/fhir+xml');
    expectOutcome(response, 406, 'not-supported');
    expect(issueOf(response).diagnostics).toContain('application/fhir+xml');
  });

  it('lets _format win over Accept, both ways', async () => {
    const { app } = buildEdge();
    await request(app).get('/fhir/Slot?_format=json').set('Accept', 'application/fhir+xml').expect(200);
    await request(app).get('/fhir/Slot?_format=xml').set('Accept', 'application/fhir+json').expect(406);
  });

  it('reads _format in the form of a search', async () => {
    const post = request(buildEdge().app).post('/fhir/Slot/_search').type('form').send('_format=xml');
    expectOutcome(await post, 406, 'not-supported');
  });
});

describe('the body of a write', () => {
  it.each([
    'application/fhir+json',
    'application/json+fhir',
    'application/json',
    'application/fhir+json; charset=utf-8',
    'application/json; charset="UTF-8"',
  ])('comes as text under %s', async (contentType) => {
    const { app, asked } = buildEdge();
    await request(app).post('/fhir/Slot').set('Content-Type', contentType).send('{"é": 10.0}').expect(200);
    expect(asked[0]).toMatchObject({ method: 'POST', body: '{"é": 10.0}' });
  });

  it('may be a JSON Patch under PATCH, and nothing else', async () => {
    const { app, asked } = buildEdge();
    await request(app).patch('/fhir/Slot/1').set('Content-Type', 'application/json-patch+json').send('[]').expect(200);
    expect(asked[0]).toMatchObject({ method: 'PATCH', body: '[]' });
    const refused = await request(app).patch('/fhir/Slot/1').set('Content-Type', 'application/fhir+json').send('{}');
    expectOutcome(refused, 415, 'not-supported');
    expect(refused.headers['accept-patch']).toBe('application/json-patch+json');
  });

  it.each([
    'text/plain',
    'application/fhir+xml',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
  ])('is refused (415) under %s', async (contentType) => {
    const response = await request(buildEdge().app).post('/fhir/Slot').set('Content-Type', contentType).send('{}');
    expectOutcome(response, 415, 'not-supported');
  });

  it.each([
    ['application/fhir+json; fhirVersion=5.0', 'fhirVersion=5.0'],
    ['application/fhir+json; FHIRVersion="3.0"; charset=utf-8', 'fhirVersion=3.0; charset=utf-8'],
    ['application/json; charset=latin1', 'charset=latin1'],
  ])('is refused (415) with a word on the parameter that is wrong: %s', async (contentType, named) => {
    const response = await request(buildEdge().app).post('/fhir/Slot').set('Content-Type', contentType).send('{}');
    expectOutcome(response, 415, 'not-supported');
    expect(response.body.issue[0].diagnostics).toMatch(/FHIR 4\.0.* in UTF-8/);
    expect(response.body.issue[0].diagnostics).toContain(named);
  });

  it.each(['post', 'put', 'patch'] as const)('must be there (%s)', async (method) => {
    const { app, asked } = buildEdge();
    expectOutcome(await request(app)[method]('/fhir/Slot'), 400, 'invalid');
    expect(asked).toEqual([]);
  });

  it('may be absent from an operation, whose parameters are in its query', async () => {
    const { app, asked } = buildEdge();
    await request(app).post('/fhir/Appointment/$find?start=x').expect(200);
    expect(asked[0]).not.toHaveProperty('body');
  });

  it('is refused (400) when it is not UTF-8', async () => {
    const post = request(buildEdge().app).post('/fhir/Slot').set('Content-Type', 'application/fhir+json');
    post.write(Buffer.from([0x22, 0xff, 0x22]));
    expectOutcome(await post, 400, 'invalid');
  });

  it('is refused (413) above 8 MiB, told beforehand or found out', async () => {
    const { app, asked } = buildEdge();
    const tooMuch = ' '.repeat(bodyLimitBytes + 1);
    expectOutcome(await request(app).post('/fhir').type('application/fhir+json').send(tooMuch), 413, 'too-long');
    const chunked = request(app).post('/fhir').type('application/fhir+json').set('Transfer-Encoding', 'chunked');
    chunked.write(tooMuch);
    expectOutcome(await chunked, 413, 'too-long');
    expect(asked).toEqual([]);
  });

  it('is accepted at 8 MiB', async () => {
    const { app, asked } = buildEdge();
    const text = `"${'x'.repeat(bodyLimitBytes - 2)}"`;
    await request(app).post('/fhir').type('application/fhir+json').send(text).expect(200);
    expect(asked[0]?.body).toHaveLength(bodyLimitBytes);
  });

  it('may come gzipped, within the same limit', async () => {
    const { app, asked } = buildEdge();
    const send = (body: Buffer) => {
      const post = request(app).post('/fhir/Slot').type('application/fhir+json').set('Content-Encoding', 'gzip');
      post.write(body);
      return post;
    };
    expect((await send(gzipSync('{"a":1}'))).status).toBe(200);
    expect(asked[0]?.body).toBe('{"a":1}');
    expectOutcome(await send(gzipSync(Buffer.alloc(bodyLimitBytes + 1, ' '))), 413, 'too-long');
    expectOutcome(await send(Buffer.from('no gzip at all')), 400, 'invalid');
  });

  it('is refused (415) in an unknown coding', async () => {
    const post = request(buildEdge().app)
      .post('/fhir/Slot')
      .type('application/fhir+json')
      .set('Content-Encoding', 'lzw');
    const response = await post.send('{}');
    expectOutcome(response, 415, 'not-supported');
    expect(response.headers['accept-encoding']).toBe('gzip, deflate, br');
  });

  it('of a search is its form, as it was sent, and may be absent', async () => {
    const { app, asked } = buildEdge();
    const form = 'start=ge2026-11-23T09:00:00+01:00&status=free';
    await request(app).post('/fhir/Slot/_search?_count=1').type('form').send(form).expect(200);
    await request(app).post('/fhir/Slot/_search?status=free').expect(200);
    expect(asked[0]).toMatchObject({ path: ['Slot', '_search'], query: '_count=1', form });
    expect(asked[1]).toMatchObject({ query: 'status=free', form: '' });
    expectOutcome(await request(app).post('/fhir/Slot/_search').type('json').send('{}'), 415, 'not-supported');
  });
});

describe('compression', () => {
  const text = JSON.stringify({ slots: 'free '.repeat(2_000) });

  it.each([
    ['text', text],
    ['pieces', [Buffer.from(text.slice(0, 99)), Buffer.from(text.slice(99))]],
  ] as const)('is used when it is asked for (%s)', async (_kind, body) => {
    const { app } = buildEdge({ interact: () => ({ status: 200, body }) });
    const response = await request(app).get('/fhir/Slot').set('Accept-Encoding', 'gzip');
    expect(response.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(response.text).toBe(text);
  });

  it('is left out when it is not asked for, or not worth it', async () => {
    const { app } = buildEdge({ interact: ({ path }) => ({ status: 200, body: path.length > 1 ? '{}' : text }) });
    const plain = await request(app).get('/fhir/Slot').set('Accept-Encoding', 'identity');
    expect(plain.headers).not.toHaveProperty('content-encoding');
    const small = await request(app).get('/fhir/Slot/1').set('Accept-Encoding', 'gzip');
    expect(small.headers).not.toHaveProperty('content-encoding');
    expect(small.headers.vary).toBe('Accept-Encoding');
  });
});

describe('an error', () => {
  it('that carries an outcome is that outcome, with its status', async () => {
    const { app, logged, untilLogged } = buildEdge({
      interact: () => refuse('conflict', 'Slot/1 is no longer free', 'Appointment.slot'),
    });
    const response = await request(app).get('/fhir/Slot/1');
    expectOutcome(response, 409, 'conflict');
    expect(issueOf(response)).toMatchObject({
      diagnostics: 'Slot/1 is no longer free',
      expression: ['Appointment.slot'],
    });
    await untilLogged(1);
    expect(logged).toEqual([expect.objectContaining({ status: 409, issue: 'conflict' })]);
  });

  it('that nobody foresaw is a 500 that tells the request id alone; the log has the stack', async () => {
    const { app, logged } = buildEdge({
      interact: () => {
        throw new TypeError('secret of the inside');
      },
    });
    const response = await request(app).get('/fhir/Slot');
    expectOutcome(response, 500, 'exception');
    expect(response.text).not.toMatch(/secret|TypeError|at /);
    expect(issueOf(response).diagnostics).toContain('made-here');
    const err = {
      type: 'TypeError',
      message: 'secret of the inside',
      stack: expect.stringContaining('http-edge.test.ts'),
    };
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 50, requestId: 'made-here', err: expect.objectContaining(err) }),
    );
  });

  it('of the store is logged with its stack too', async () => {
    const { app, logged } = buildEdge({
      interact: () => {
        throw new OutcomeError(issue('transient', 'the base is busy'));
      },
    });
    expectOutcome(await request(app).get('/fhir/Slot'), 503, 'transient');
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 50, err: expect.objectContaining({ stack: expect.any(String) }) }),
    );
  });

  it('has no body under HEAD', async () => {
    const response = await request(buildEdge().app).head('/nowhere').expect(404);
    expect(response.text).toBeUndefined();
  });
});

describe('paths beside FHIR', () => {
  it.each(['/nowhere', '/FHIR/Slot', '/fhirx', '/health', '/health/readyx', '/%'])(
    '%s is unknown (404)',
    async (url) => {
      expectOutcome(await request(buildEdge().app).get(url), 404, 'not-found');
    },
  );

  it('GET /health/live is 200 even when the server is not ready', async () => {
    const response = await request(buildEdge({ isReady: async () => false }).app).get('/health/live');
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ status: 'alive' });
  });

  it('GET /health/ready is 200, or 503 with the reason', async () => {
    const ready = (verdict: boolean | string) =>
      request(buildEdge({ isReady: async () => verdict }).app).get('/health/ready');
    expect(await ready(true)).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect(await ready(false)).toMatchObject({ status: 503, body: { status: 'not-ready' } });
    expect(await ready('the disk is full')).toMatchObject({
      status: 503,
      body: { status: 'not-ready', reason: 'the disk is full' },
    });
  });

  it.each(['/', '/health/live', '/health/ready'])('%s answers HEAD, and refuses a POST (405)', async (url) => {
    const { app } = buildEdge();
    await request(app).head(url).expect(200);
    const response = await request(app).post(url);
    expectOutcome(response, 405, 'not-supported');
    expect(response.headers.allow).toBe('GET, HEAD');
  });

  it('/ is a French page without scripts, that leads to what there is', async () => {
    const response = await request(buildEdge().app).get('/').expect(200);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    expect(response.text).toContain('<html lang="fr">');
    expect(response.text).not.toContain('<script');
    for (const link of ['fhir/metadata', 'health/ready']) expect(response.text).toContain(`href="${link}"`);
  });

  it('pages are mounted at the root', async () => {
    const pages = Router().get('/rdv', (_request, response) => {
      response.type('html').send('<p>Rendez-vous</p>');
    });
    const { app } = buildEdge({ pages });
    expect((await request(app).get('/rdv').expect(200)).text).toContain('Rendez-vous');
    expectOutcome(await request(app).get('/rdv/nowhere'), 404, 'not-found');
  });
});

describe('every answer', () => {
  it('has the request id of the caller when it is sane, else one of its own', async () => {
    const { app } = buildEdge();
    const idOf = async (given: string) =>
      (await request(app).get('/health/live').set('X-Request-Id', given)).headers['x-request-id'];
    expect(await idOf('b8f5-42.a_Z')).toBe('b8f5-42.a_Z');
    expect(await idOf('with "quotes"')).toBe('made-here');
    expect(await idOf('x'.repeat(65))).toBe('made-here');
    expect((await request(app).get('/nowhere')).headers['x-request-id']).toBe('made-here');
  });

  it('may not be sniffed, nor believed from a cache without asking', async () => {
    const { headers } = await request(buildEdge().app).get('/fhir/Slot');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-cache' });
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});

describe('the request log', () => {
  it('has one line for a request, with the names of its parameters and never their values', async () => {
    const { app, logged, untilLogged } = buildEdge();
    await request(app).get('/fhir/Practitioner?identifier=urn:oid:1.2|810002673899&name=Dupont');
    await untilLogged(1);
    expect(logged).toEqual([
      {
        level: 30,
        time: expect.any(String),
        requestId: 'made-here',
        method: 'GET',
        path: '/fhir/Practitioner',
        parameters: ['identifier', 'name'],
        status: 200,
        ms: expect.any(Number),
        bytes: expect.any(Number),
        msg: 'request',
      },
    ]);
    expect(JSON.stringify(logged)).not.toMatch(/810002673899|Dupont/);
  });

  it('tells probes at debug alone', async () => {
    const { app, logged, untilLogged } = buildEdge();
    await request(app).get('/health/live');
    await untilLogged(1);
    expect(logged).toEqual([expect.objectContaining({ level: 20 })]);
  });
});
