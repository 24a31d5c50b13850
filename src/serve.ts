/** The server from its parts: application, HTTP edge, socket. No `process` here: src/cli/run-server.ts has that. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type AppDependencies, buildApp } from './app.ts';
import type { Config } from './config.ts';
import { fhirPath } from './http/base-url.ts';
import type { ReadinessProbe } from './http/health.ts';
import type { Logger } from './log.ts';
import type { Interaction } from './rest/interaction.ts';
import { listen } from './server.ts';

/** What is behind the HTTP edge. */
export interface Application {
  /** Answers FHIR requests. */
  readonly interact: Interaction;
  readonly isReady: ReadinessProbe;
  /** Closes what is open (the database); called once, when the last request is finished. */
  readonly close: () => Promise<void>;
  /** Pages for people, mounted at the root. */
  readonly pages?: AppDependencies['pages'];
  /** Lines for a person who has just started the server, such as commands to try; `fhirBase` is where it answers. */
  readonly announce?: (fhirBase: string) => readonly string[];
}

/** Opens the application; resolves when it can answer. Throws an Error whose message is fit for a person. */
export type OpenApplication = (config: Config, logger: Logger) => Promise<Application>;

/** A server that listens. */
export interface RunningServer {
  /** The origin on this machine: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The FHIR base on this machine: `http://127.0.0.1:8080/fhir`. */
  readonly fhirBase: string;
  readonly announcement: readonly string[];
  /**
   * Finishes the requests in progress, or cuts them off once `force` is aborted, then closes the application, without waiting for
   * long once `force` is aborted. Resolves to whether all was finished.
   */
  readonly stop: (force: AbortSignal) => Promise<boolean>;
}

export interface StartOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly openApplication: OpenApplication;
}

/** Opens the application, then listens. Throws what `openApplication` throws, or ListenError; nothing stays open. */
export async function startServer({ config, logger, openApplication }: StartOptions): Promise<RunningServer> {
  const application = await openApplication(config, logger);
  const { interact, isReady, pages, announce } = application;
  const app = buildApp({ interact, isReady, pages, logger, baseUrl: config.baseUrl, newRequestId: randomUUID });
  try {
    const { url, stop } = await listen(app, { host: config.host, port: config.port, logger });
    const fhirBase = `${url}${fhirPath}`;
    return {
      url,
      fhirBase,
      announcement: announce?.(fhirBase) ?? [],
      stop: async (force) => {
        const isFinished = await stop(force);
        const isClosed = await unlessForced(force, application.close());
        return isFinished && isClosed;
      },
    };
  } catch (error) {
    await application.close();
    throw error;
  }
}

/** What is being closed when the server is to end at once has this long, in milliseconds: a database may not answer. */
const closingGraceMs = 1000;

/** Waits for some work; once `force` is aborted for no longer than a moment. Returns whether the work was done. */
async function unlessForced(force: AbortSignal, work: Promise<void>): Promise<boolean> {
  const done = new AbortController();
  const { signal } = done;
  const isOver = async (): Promise<boolean> => {
    if (!force.aborted) await once(force, 'abort', { signal });
    await delay(closingGraceMs, undefined, { signal });
    return false;
  };
  const isDone = async (): Promise<boolean> => {
    await work;
    return true;
  };
  try {
    return await Promise.race([isDone(), isOver()]);
  } finally {
    done.abort();
  }
}
