import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { buildHttpClient, type HttpClient } from '../../../src/declaration/http-client.ts';

describe('the HTTP client', () => {
  let client: HttpClient;
  let server: Server | undefined;
  const never = new AbortController().signal;

  const open = async (timeoutMs: number) => {
    await client?.close();
    client = buildHttpClient({ timeoutMs, connections: 4 });
  };
  // Far longer than any answer takes that comes.
  beforeEach(() => open(30_000));
  afterEach(async () => {
    await client.close();
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  /** What the client makes of a server. */
  async function call(listener: RequestListener, signal = never) {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return send((server.address() as AddressInfo).port, signal);
  }
  const send = (port: number, signal = never) =>
    client.send({ method: 'POST', url: `http://127.0.0.1:${port}/`, headers: { 'x-a': '1' }, body: 'é' }, signal);

  it('sends method, headers and body, and gives status and Retry-After', async () => {
    const seen: unknown[] = [];
    const answer = await call(async (request, response) => {
      let text = '';
      for await (const piece of request) text += piece;
      seen.push(request.method, request.headers['x-a'], text);
      response.writeHead(503, { 'retry-after': '7' }).end('busy');
    });
    expect(seen).toEqual(['POST', '1', 'é']);
    expect(answer).toEqual({ status: 503, retryAfter: '7', body: 'busy' });
  });

  it('reads nothing of an answer that is no refusal', async () => {
    const answer = await call((_, response) => response.writeHead(201).end('x'.repeat(1e6)));
    expect(answer).toMatchObject({ status: 201, body: '' });
  });

  it('follows no redirection', async () => {
    expect(await call((_, response) => response.writeHead(302, { location: '/' }).end())).toMatchObject({
      status: 302,
    });
  });

  it('keeps the first 64 kB of a refusal', async () => {
    const answer = await call((_, response) => response.writeHead(422).end('x'.repeat(200_000)));
    expect(answer).toMatchObject({ status: 422, body: 'x'.repeat(65_536) });
  });

  it('knows a refusal by its status, even when its body never ends', async () => {
    await open(1500);
    const answer = await call((_, response) => void response.writeHead(422).write('half'));
    expect(answer).toEqual({ status: 422, retryAfter: undefined, body: 'half' });
  });

  it('gives up in time when nobody answers', async () => {
    await open(300);
    const begun = performance.now();
    expect(await call(() => undefined)).toEqual({ reason: 'no answer within 0.3 s', isAborted: false });
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it('gives up when its caller does', async () => {
    const giveUp = new AbortController();
    const answer = await call(() => giveUp.abort(), giveUp.signal);
    expect(answer).toMatchObject({ isAborted: true });
  });

  it('says in a code why there was no answer', async () => {
    const closed = createSocketServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    expect(await send(port)).toEqual({ reason: 'ECONNREFUSED', isAborted: false });
    expect(await call((request) => request.socket.destroy())).toEqual({ reason: 'UND_ERR_SOCKET', isAborted: false });
  });

  it('has no answer to bytes that are no HTTP', async () => {
    const garbage = createSocketServer((socket) => void socket.end('garbage\r\n\r\n')).listen(0, '127.0.0.1');
    await once(garbage, 'listening');
    const answer = await send((garbage.address() as AddressInfo).port);
    garbage.close();
    expect(answer).toEqual({ reason: 'HTTPParserError', isAborted: false });
  });
});
