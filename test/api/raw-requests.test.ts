import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { answerClientErrors } from '../../src/http/client-error.ts';
import { buildLogger } from '../../src/log.ts';
import { ListenError, listen } from '../../src/server.ts';
import { buildEdge, type Edge, parseRawResponse, sendRaw } from '../support/edge.ts';

describe('a request that is broken on the wire', () => {
  let edge: Edge;
  let server: Awaited<ReturnType<Edge['listen']>>;

  beforeAll(async () => {
    edge = buildEdge();
    server = await edge.listen();
  });
  afterAll(() => server.stop(AbortSignal.abort()));

  const broken: [name: string, text: string | Uint8Array, status: number, code: string][] = [
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'invalid'],
    ['a TLS handshake', Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1), 400, 'invalid'],
    ['an unknown method', 'FROB /fhir/Slot HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'invalid'],
    ['a header without a name', 'GET /fhir/Slot HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n', 400, 'invalid'],
    ['a NUL in a header', 'GET /fhir/Slot HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n', 400, 'invalid'],
    ['a NUL in the URL', 'GET /fhir/Sl\0t HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'invalid'],
    ['no Host', 'GET /fhir/Slot HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'invalid'],
    [
      'two lengths of one body',
      'POST /fhir HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
      400,
      'invalid',
    ],
    [
      'a chunk that is none',
      'POST /fhir HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
      'invalid',
    ],
    [
      'a query of 40 kB in one packet',
      `GET /fhir/Slot?a=${'x'.repeat(40_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      414,
      'too-long',
    ],
    [
      'a body announced as too large, on a connection to be closed',
      `POST /fhir HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/fhir+json\r\nContent-Length: 9000000\r\n\r\n${' '.repeat(9_000_000)}`,
      413,
      'too-long',
    ],
    ['a query of 1 MB', `GET /fhir/Slot?a=${'x'.repeat(1_000_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414, 'too-long'],
    [
      'a header of 1 MB',
      `GET /fhir/Slot HTTP/1.1\r\nHost: a\r\nX-A: ${'x'.repeat(1_000_000)}\r\n\r\n`,
      431,
      'too-long',
    ],
  ];

  it.each(broken)('%s: a whole answer with an outcome, and the server goes on', async (_name, text, status, code) => {
    const response = parseRawResponse(await sendRaw(server, text));
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    expect(response.headers.get('x-request-id')).toBeTruthy();
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(response.body)));
    expect(JSON.parse(response.body)).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code }] });
    expect((await fetch(`${server.url}/fhir/Slot`)).status).toBe(200);
  });

  it('a body cut off: no interaction is asked, and the server goes on', async () => {
    const before = edge.asked.length;
    const head = 'POST /fhir HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n';
    await sendRaw(server, `${head}{"a"`, 50);
    expect((await fetch(`${server.url}/fhir/Slot`)).status).toBe(200);
    expect(edge.asked).toHaveLength(before + 1);
  });

  it('an answer in progress is cut off rather than mixed with a refusal', async () => {
    const length = 40_000_000;
    const sending = await buildEdge({ interact: () => ({ status: 200, body: [Buffer.alloc(length, ' ')] }) }).listen();
    const socket = connect(Number(new URL(sending.url).port), '127.0.0.1');
    socket.on('error', () => {}).write('GET /fhir/Slot HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'readable');
    // Unread, the rest of the answer stays in the server: it is in progress when the next thing comes.
    socket.write('this is no request\r\n\r\n');
    await setTimeout(50);
    const pieces: Buffer[] = [];
    socket.on('data', (piece) => pieces.push(piece));
    await once(socket, 'close');
    const text = Buffer.concat(pieces).toString('latin1');
    await sending.stop(AbortSignal.abort());
    expect(text.match(/HTTP\/1.1 \d{3}/g)).toEqual(['HTTP/1.1 200']);
    expect(text.length).toBeLessThan(length);
  });

  it('the absolute form of a URL and HTTP/1.0 are understood', async () => {
    const absolute = `GET http://a/fhir/Slot?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    expect(parseRawResponse(await sendRaw(server, absolute)).status).toBe(200);
    expect(edge.asked.at(-1)).toMatchObject({ path: ['Slot'], query: 'x=1', baseUrl: 'http://a/fhir' });
    const old = parseRawResponse(await sendRaw(server, 'GET /fhir/Slot HTTP/1.0\r\nHost: a\r\n\r\n'));
    expect(old.status).toBe(200);
  });

  it.each(['OPTIONS *', 'GET *', 'GET ?', 'GET http://', 'GET //elsewhere/fhir'])(
    'a target that is no path of ours is a 4xx: %s',
    async (line) => {
      const text = await sendRaw(server, `${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(String(parseRawResponse(text).status)).toMatch(/^4\d\d$/);
    },
  );

  it('CONNECT closes the connection, and the server goes on', async () => {
    expect(await sendRaw(server, 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n')).toBe('');
    expect((await fetch(`${server.url}/fhir/Slot`)).status).toBe(200);
  });
});

describe('a request that does not arrive in time', () => {
  it('is answered 408 and closed', async () => {
    const impatient = createServer({ headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 20 });
    answerClientErrors(impatient, buildLogger({ level: 'silent', isPretty: false }));
    await once(impatient.listen(0, '127.0.0.1'), 'listening');
    const { port } = impatient.address() as AddressInfo;
    const text = await sendRaw({ url: `http://127.0.0.1:${port}` }, 'GET /fhir/Slot HTTP/1.1\r\nHost: ');
    impatient.close();
    const response = parseRawResponse(text);
    expect(response.status).toBe(408);
    expect(JSON.parse(response.body)).toMatchObject({ issue: [{ code: 'timeout' }] });
  });
});

describe('listening', () => {
  it('says which port is taken, and what to do', async () => {
    const server = await buildEdge().listen();
    const port = Number(new URL(server.url).port);
    const logger = buildLogger({ level: 'silent', isPretty: false });
    const again = await listen(() => {}, { host: '127.0.0.1', port, logger }).catch((error) => error);
    expect(again).toBeInstanceOf(ListenError);
    expect(again.message).toContain(`port ${port} of 127.0.0.1 is taken by another program`);
    await server.stop(AbortSignal.abort());
  });
});
