/** How long it takes from the start of a server to its first answer. */
import { type Figure, toFigure } from './figure.ts';
import { startServer } from './servers.ts';

export interface FirstAnswer {
  /** Of the figure. */
  readonly name: string;
  /** Environment variables that say on what the server is started. */
  readonly settings: Readonly<Record<string, string>>;
  /** What is asked, below the FHIR base. */
  readonly path: string;
  readonly limitMs: number;
}

/** Milliseconds from the start of the process to the last byte of the answer. */
export async function firstAnswer({ name, settings, path, limitMs }: FirstAnswer): Promise<Figure> {
  const begun = performance.now();
  const server = await startServer(settings);
  try {
    const response = await fetch(server.fhirBase + path);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the first request was answered ${response.status}`);
    const value = performance.now() - begun;
    return toFigure({ name, value, unit: 'ms', target: { of: 'value', bound: 'at most', limit: limitMs } });
  } finally {
    await server.stop();
  }
}
