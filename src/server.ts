/** The listening socket: its limits, and how it stops. https://nodejs.org/api/http.html#class-httpserver */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerClientErrors } from './http/client-error.ts';
import type { Logger } from './log.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logger: Logger;
}

export interface ListeningServer {
  /** Where a client on this machine reaches it: `http://127.0.0.1:8080`. */
  readonly url: string;
  /**
   * Accepts no more connections and finishes the requests in progress; once `force` is aborted, cuts them off.
   * Resolves when the last connection is closed, to whether all requests were finished.
   */
  readonly stop: (force: AbortSignal) => Promise<boolean>;
}

/** The server cannot listen; `message` says why and what to set. */
export class ListenError extends Error {}

const limits = {
  // Longer than clients keep an idle connection, so that none of them sends into one that was just closed.
  keepAliveTimeout: 65_000,
  headersTimeout: 70_000,
  requestTimeout: 120_000,
  // URL and headers together: 25 identifiers, well escaped, and what a proxy adds.
  maxHeaderSize: 32 * 1024,
  // A missing Host is refused with an outcome by the FHIR endpoint; Node itself would send an empty 400.
  requireHostHeader: false,
};

/** Listens with `app`. Throws ListenError when the address cannot be had. */
export async function listen(app: RequestListener, { host, port, logger }: ListenOptions): Promise<ListeningServer> {
  const server = createServer(limits, app);
  answerClientErrors(server, logger);
  await startListening(server, host, port);
  const { port: actualPort } = server.address() as AddressInfo;
  return { url: toUrl(host, actualPort), stop: (force) => stop(server, force) };
}

function startListening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toListenError(error, host, port)));
    server.listen({ host, port }, resolve);
  });
}

function toListenError(error: NodeJS.ErrnoException, host: string, port: number): ListenError {
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} of ${host} is taken by another program; set PORT to another, or to 0 for any free one`,
    EACCES: `port ${port} may not be used by this user; set PORT to 1024 or more`,
    EADDRNOTAVAIL: `${host} is no address of this machine; set HOST to one that is`,
    ENOTFOUND: `${host} is no known host; set HOST to an address of this machine`,
  };
  return new ListenError(`Cannot listen: ${reasons[error.code ?? ''] ?? error.message}`, { cause: error });
}

/** An address that means "every interface" is none that a client can ask for. */
function toUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

async function stop(server: Server, force: AbortSignal): Promise<boolean> {
  let isForced = false;
  const cutOff = () => {
    isForced = true;
    server.closeAllConnections();
  };
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if (force.aborted) cutOff();
  else force.addEventListener('abort', cutOff, { once: true });
  // A connection goes idle when its answer is out; Node closes the idle ones once, at the beginning.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearInterval(sweep);
  force.removeEventListener('abort', cutOff);
  return !isForced;
}
