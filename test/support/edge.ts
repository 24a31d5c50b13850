/** The HTTP edge over a fake interaction, for tests: as an app, or listening on a free port. */
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import type { Express } from 'express';
import { type AppDependencies, buildApp } from '../../src/app.ts';
import { buildLogger } from '../../src/log.ts';
import type { FhirRequest, FhirResponse } from '../../src/rest/interaction.ts';
import { type ListeningServer, listen } from '../../src/server.ts';
import { until } from './until.ts';

export interface Edge {
  readonly app: Express;
  /** What the interaction was asked, in order. */
  readonly asked: FhirRequest[];
  /** What was logged, as objects. */
  readonly logged: Record<string, unknown>[];
  /** Resolves once `count` lines are logged: a request is logged just after its answer has left. */
  readonly untilLogged: (count: number) => Promise<void>;
  readonly listen: () => Promise<ListeningServer>;
}

export interface EdgeOptions extends Partial<Omit<AppDependencies, 'interact' | 'logger'>> {
  readonly interact?: (request: FhirRequest) => FhirResponse | Promise<FhirResponse>;
}

/** An edge whose interaction gives 200 with `{}` unless said otherwise. */
export function buildEdge({ interact, ...others }: EdgeOptions = {}): Edge {
  const asked: FhirRequest[] = [];
  const logged: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const logger = buildLogger({ level: 'debug', isPretty: false, destination });
  const app = buildApp({
    isReady: async () => true,
    newRequestId: () => 'made-here',
    ...others,
    logger,
    interact: async (request) => {
      asked.push(request);
      return interact?.(request) ?? { status: 200, body: '{}' };
    },
  });
  const untilLogged = (count: number): Promise<void> =>
    until(() => logged.length >= count, { what: `line ${count} of the log`, instead: () => logged });
  return { app, asked, logged, untilLogged, listen: () => listen(app, { host: '127.0.0.1', port: 0, logger }) };
}

/** Sends `text` over a socket of its own and gives all that comes back until the other side closes, or `untilMs`. */
export function sendRaw(server: { url: string }, text: string | Uint8Array, untilMs = 30_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const pieces: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(text));
    const finish = () => {
      socket.destroy();
      resolve(Buffer.concat(pieces).toString('utf8'));
    };
    socket.setTimeout(untilMs, finish);
    socket.on('data', (piece) => pieces.push(piece)).on('close', finish);
    socket.on('end', finish).on('error', reject);
  });
}

/** A raw response, told apart. */
export function parseRawResponse(text: string): { status: number; headers: Headers; body: string } {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
  return { status: Number(statusLine.split(' ')[1]), headers, body: text.slice(end + 4) };
}
