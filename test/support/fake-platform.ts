/**
 * A platform for tests: takes appointments by POST and by conditional PUT as FHIR says, keeps what it was told, and
 * misbehaves on demand. As the agenda's webhook it takes any POST.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Appointment } from '@medplum/fhirtypes';
import { until } from './until.ts';

/** One request that came in, whole. */
export interface Told {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The appointment's identifier value; empty when there is none. */
  readonly name: string;
  /** The HTTP status that was answered; 0 for none. */
  readonly status: number;
}

/**
 * What it does with a request: takes it; takes it and never answers; takes it and drops the connection; answers this
 * without taking it.
 */
export type Conduct =
  | 'take'
  | 'take and hang'
  | 'take and drop'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

export class FakePlatform {
  /** In order of arrival. */
  readonly told: Told[] = [];
  /** What it holds, a duplicate as often as it was made. */
  readonly appointments: Appointment[] = [];
  /** The largest number of requests about one appointment that were open at a time. */
  mostAtATime = 0;
  /** Decides on each request; `nth` counts those about the same appointment, from 1. */
  conduct: (told: Pick<Told, 'method' | 'name'> & { readonly nth: number }) => Conduct = () => 'take';
  /** How long it thinks before it answers. */
  thinkMs = 0;
  readonly #open = new Map<string, number>();
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  #url = '';

  /** Listens on any free port, or where one that is gone has listened. */
  static async start(url = 'http://127.0.0.1:0'): Promise<FakePlatform> {
    const platform = new FakePlatform();
    platform.#server.listen(Number(new URL(url).port), '127.0.0.1');
    await once(platform.#server, 'listening');
    platform.#url = `http://127.0.0.1:${(platform.#server.address() as AddressInfo).port}`;
    return platform;
  }

  get url(): string {
    return this.#url;
  }

  /** `POST a1`, `PUT a1` …: method and appointment of each request. */
  get story(): string[] {
    return this.told.map(({ method, name }) => `${method} ${name}`);
  }

  /** The statuses that it was told for an appointment, in order. */
  statusesOf(name: string): string[] {
    return this.told.filter((one) => one.name === name).map(({ text }) => (JSON.parse(text) as Appointment).status);
  }

  /** Resolves when `isSo` holds. */
  until(isSo: (platform: FakePlatform) => boolean, what = 'what was awaited'): Promise<void> {
    return until(() => isSo(this), { what, instead: () => this.story });
  }

  /** May be called again. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    // Who sent it was killed before it was whole.
    if (text === undefined) return;
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const name = nameOf(JSON.parse(text));
    const method = request.method ?? '';
    const nth = this.told.filter((one) => one.name === name).length + 1;
    const conduct = this.conduct({ method, name, nth });
    const status = this.#carryOut(conduct, { method, query: searchParams, text });
    this.told.push({ method, path: pathname, query: searchParams, headers: request.headers, text, name, status });
    await this.#think(name);
    if (conduct === 'take and hang') return;
    if (conduct === 'take and drop') return void request.socket.destroy();
    const { headers = {}, body = '' } = typeof conduct === 'object' ? conduct : {};
    response.writeHead(status, headers).end(body);
  }

  async #think(name: string): Promise<void> {
    const open = (this.#open.get(name) ?? 0) + 1;
    this.#open.set(name, open);
    this.mostAtATime = Math.max(this.mostAtATime, open);
    if (this.thinkMs > 0) await setTimeout(this.thinkMs);
    this.#open.set(name, this.#open.get(name)! - 1);
  }

  #carryOut(conduct: Conduct, { method, query, text }: Pick<Told, 'method' | 'query' | 'text'>): number {
    if (typeof conduct === 'object') return conduct.status;
    const told = JSON.parse(text) as Appointment;
    if (told.resourceType !== 'Appointment') return 200;
    const wanted = query.get('identifier');
    const isWanted = ({ identifier }: Appointment) => `${identifier?.[0]?.system}|${identifier?.[0]?.value}` === wanted;
    const at = method === 'PUT' ? this.appointments.findIndex(isWanted) : -1;
    if (at < 0) this.appointments.push(told);
    else this.appointments[at] = told;
    return at < 0 ? 201 : 200;
  }
}

/** Undefined when its sender goes away before its end. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  let text = '';
  try {
    for await (const piece of request) text += piece;
  } catch {
    return undefined;
  }
  return text;
}

function nameOf(body: { appointment?: Appointment } & Partial<Appointment>): string {
  return (body.appointment ?? body).identifier?.[0]?.value ?? '';
}
