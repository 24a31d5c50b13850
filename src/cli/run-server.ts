/** The server as a process: settings, log, signals, and a few bright lines for the person who started it. */
import { styleText } from 'node:util';
import { type Environment, findUnknownSettings, readConfig } from '../config.ts';
import { buildLogger, type Logger } from '../log.ts';
import { type OpenApplication, type RunningServer, startServer } from '../serve.ts';
import { version } from '../version.ts';
import { LogOutput } from './log-output.ts';

/** How long requests in progress may take to finish once the process is asked to stop. */
const graceMs = 10_000;
/** Ctrl-C reaches a process started by npm twice, from the terminal and from npm: that is one wish, not two. */
const echoMs = 500;

/**
 * Runs the server until a signal stops it; resolves when it has stopped, to whether every request was finished.
 * Throws ConfigError, ListenError or what `openApplication` throws, with a message for a person.
 */
export async function runServer(environment: Environment, openApplication: OpenApplication): Promise<boolean> {
  const config = readConfig(environment);
  const isTerminal = process.stdout.isTTY === true;
  const logger = buildLogger({
    level: config.logLevel,
    isPretty: isTerminal,
    ...(isTerminal ? {} : { destination: new LogOutput(process.stdout.fd) }),
  });
  for (const name of findUnknownSettings(environment)) logger.warn({ name }, 'no such setting; is it misspelt?');
  const server = await startServer({ config, logger, openApplication });
  // Signals are listened to first: who reads that the server listens may send one at once.
  const stopped = stopOnSignal(server, logger);
  const { url, fhirBase } = server;
  logger.info({ version, url, fhirBase, baseUrl: config.baseUrl }, 'listening');
  process.stdout.write(toBanner(server, isTerminal));
  return stopped;
}

/** Addresses and what to try, with colours on a terminal. */
function toBanner({ url, fhirBase, announcement }: RunningServer, isTerminal: boolean): string {
  const bright = (text: string): string => (isTerminal ? styleText(['bold', 'green'], text) : text);
  const lines = [bright(`SAS interop ${version} answers at ${fhirBase}`), `Page ${url}/  Health ${url}/health/ready`];
  return ['', ...lines, ...announcement, '', ''].join('\n');
}

async function stopOnSignal(server: RunningServer, logger: Logger): Promise<boolean> {
  const force = new AbortController();
  const signal = await firstSignal((later) => {
    logger.warn({ signal: later }, 'second signal: requests in progress are cut off');
    force.abort();
  });
  logger.info({ signal }, 'stopping: requests in progress are finished first');
  const timer = setTimeout(() => force.abort(), graceMs);
  const isFinished = await server.stop(force.signal);
  clearTimeout(timer);
  logger.info({ isFinished }, 'stopped');
  return isFinished;
}

/** Resolves to the first SIGTERM or SIGINT; each later one, but an echo of the first, is given to `onLater`. */
function firstSignal(onLater: (signal: NodeJS.Signals) => void): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const receive = (signal: NodeJS.Signals): void => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        resolve(signal);
      } else if (performance.now() - firstAt > echoMs) {
        onLater(signal);
      }
    };
    process.on('SIGTERM', receive).on('SIGINT', receive);
  });
}
