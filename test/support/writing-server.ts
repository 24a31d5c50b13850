/** The whole server for tests that write: requests of any method, and a clock that a test moves. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Bundle, BundleEntry, OperationOutcome, Resource } from '@medplum/fhirtypes';
import supertest, { type Response } from 'supertest';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { now } from './agenda-data.ts';
import { type AgendaServer, type AgendaServerOptions, openAgendaServer } from './agenda-server.ts';
import { TestClock } from './clock.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Headers = Readonly<Record<string, string>>;

export interface WritingServer extends AgendaServer {
  readonly clock: TestClock;
  /** Sends a value as JSON, or a text as it is; `target` is below the FHIR base. */
  readonly send: (method: Method, target: string, body?: unknown, headers?: Headers) => Promise<Response>;
  /** Sends a Bundle of these entries. */
  readonly sendBundle: (
    type: 'batch' | 'transaction',
    entry: readonly BundleEntry[],
    headers?: Headers,
  ) => Promise<Response>;
  /** The resource as it is now. */
  readonly read: <R extends Resource>(target: string) => Promise<R>;
  /** The `status` of a Slot or Appointment. */
  readonly statusOf: (target: string) => Promise<string | undefined>;
}

export async function openWritingServer(
  options: Omit<AgendaServerOptions, 'at' | 'clock'> = {},
): Promise<WritingServer> {
  const clock = new TestClock(now);
  const agenda = await openAgendaServer({ ...options, clock: clock.now });
  const listening = await listen(agenda);
  const send: WritingServer['send'] = async (method, target, body, headers = {}) => {
    const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json';
    const asked = supertest(listening)[verbOf[method]](`/fhir/${target}`);
    if (body === undefined) return asked.set(headers);
    return asked
      .set({ 'Content-Type': type, ...headers })
      .serialize((text) => text)
      .send((typeof body === 'string' ? body : JSON.stringify(body)) as string);
  };
  const read = async <R extends Resource>(target: string): Promise<R> => {
    const response = await send('GET', target);
    if (response.status !== 200) throw new Error(`${target}: ${response.status} ${response.text}`);
    return JSON.parse(response.text) as R;
  };
  return {
    ...agenda,
    clock,
    send,
    read,
    sendBundle: (type, entry, headers) => send('POST', '', { resourceType: 'Bundle', type, entry }, headers),
    statusOf: async (target) => (await read<Resource & { status?: string }>(target)).status,
    close: async () => {
      listening.closeAllConnections();
      listening.close();
      await agenda.close();
    },
  };
}

const verbOf = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;

async function listen({ app }: AgendaServer): Promise<Server> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** The OperationOutcome's first issue, the status before it: `409 conflict Slot/1 is no longer free: …`. */
export function refusalOf({ status, text }: Response): string {
  const { resourceType, issue } = JSON.parse(text) as OperationOutcome;
  if (resourceType !== 'OperationOutcome') throw new Error(`${status} ${text.slice(0, 300)}`);
  return `${status} ${issue?.[0]?.code} ${issue?.[0]?.diagnostics}`;
}

/** The elements that an OperationOutcome names. */
export const expressionsOf = ({ text }: Response): string[] =>
  ((JSON.parse(text) as OperationOutcome).issue ?? []).flatMap(({ expression }) => expression ?? []);

export const bodyOf = <R extends Resource>({ text }: Response): R => JSON.parse(text) as R;

/** The responses of a batch or transaction, in order. */
export const responsesOf = (response: Response): NonNullable<BundleEntry['response']>[] =>
  (bodyOf<Bundle>(response).entry ?? []).map((entry) => entry.response!);

export const post = (resource: AgendaResource, more: Partial<BundleEntry['request']> = {}): BundleEntry => ({
  resource,
  request: { method: 'POST', url: resource.resourceType, ...more },
});

export const put = (resource: AgendaResource, more: Partial<BundleEntry['request']> = {}): BundleEntry => ({
  resource,
  request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}`, ...more },
});

export const remove = (url: string): BundleEntry => ({ request: { method: 'DELETE', url } });

export const patch = (url: string, operations: readonly object[]): BundleEntry => ({
  resource: {
    resourceType: 'Binary',
    contentType: 'application/json-patch+json',
    data: Buffer.from(JSON.stringify(operations)).toString('base64'),
  },
  request: { method: 'PATCH', url },
});
