/** The server as a process of its own, on a free port, that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Agent, fetch, type Headers } from 'undici';

const main = join(import.meta.dirname, '../../src/main.ts');

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a FHIR resource or a Bundle of any kind, read by tests alone
  readonly body: any;
}

/** Sends a request below the FHIR base. */
export type Send = (method: string, path: string, body?: unknown) => Promise<Answer>;

export interface ServerProcess {
  readonly send: Send;
  /** SIGKILL: nothing is finished. */
  readonly kill: () => Promise<void>;
  /** SIGTERM. */
  readonly stop: () => Promise<void>;
}

/** How long a server may take to answer. */
const patienceMs = 120_000;
/** How long one may take to end. */
const endingMs = 60_000;

/** The server ended before it answered; `message` is all that it wrote. */
export class ServerRefusedToStart extends Error {}

/**
 * Starts a server on a data folder; resolves when it answers. `wrapper` is a command, with its arguments, that runs it.
 * @throws ServerRefusedToStart
 */
export async function startServer(
  dataDir: string,
  environment: Record<string, string> = {},
  wrapper: readonly string[] = [],
): Promise<ServerProcess> {
  const [command, ...rest] = [...wrapper, process.execPath, main];
  // Settings of these tests, and none of the server's.
  const { SAS_CHAOS: _, MONGODB_URI: __, ...inherited } = process.env;
  const child = spawn(command!, rest, {
    env: { ...inherited, PORT: '0', SAS_DATA_DIR: dataDir, SAS_DEMO: 'off', LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const base = await addressOf(child).finally(() => clearTimeout(timer));
  const dispatcher = new Agent({ connections: 200, keepAliveTimeout: 30_000 });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      const killer = setTimeout(() => child.kill('SIGKILL'), endingMs);
      await once(child, 'exit');
      clearTimeout(killer);
    }
    await dispatcher.destroy();
  };
  return {
    send: async (method, path, body) => {
      const response = await fetch(`${base}/${path}`, {
        method,
        dispatcher,
        headers: { 'Content-Type': method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /answers at (http:\S+)/.exec(output)?.[1];
      if (address) resolve(address);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.once('error', reject);
    child.once('close', () => reject(new ServerRefusedToStart(output)));
  });
}
