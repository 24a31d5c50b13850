/** The load generator: as many requests as a server answers over some connections, each for something else. */
import autocannon from 'autocannon';

export interface LoadOptions {
  readonly fhirBase: string;
  /** What is asked, below the FHIR base, one after the other over all connections: `/Slot?…`. */
  readonly paths: readonly string[];
  readonly connections: number;
  readonly seconds: number;
}

/** What came of a load. */
export interface Load {
  readonly seconds: number;
  /** Of each answer, in milliseconds. */
  readonly latencies: readonly number[];
  /** Of all answers, headers included. */
  readonly bytes: number;
}

/** Asks for one path after the other. Throws when a request failed or was refused: such a load measures nothing. */
export function runLoad({ fhirBase, paths, connections, seconds }: LoadOptions): Promise<Load> {
  let next = Math.floor(Math.random() * paths.length);
  const takeRequest = (pathname: string) => ({ path: pathname + paths[next++ % paths.length] });
  return generate({ fhirBase, connections, seconds, takeRequest });
}

export interface Generating extends Pick<LoadOptions, 'fhirBase' | 'connections' | 'seconds'> {
  /** What differs in the next request; `pathname` is that of the FHIR base. */
  readonly takeRequest: (pathname: string) => Partial<autocannon.Request>;
}

/** The generator ends with a sample once its time is over: at its default interval up to a second late. */
const sampleMs = 50;

/** Sends requests as fast as they are answered. What came of them is counted over the time that it took. Throws as `runLoad` does. */
export async function generate({ fhirBase, connections, seconds, takeRequest }: Generating): Promise<Load> {
  const { origin, pathname } = new URL(fhirBase);
  const latencies: number[] = [];
  let bytes = 0;
  const setupRequest = (request: autocannon.Request) => ({ ...request, ...takeRequest(pathname) });
  const options = { url: origin, connections, duration: seconds, sampleInt: sampleMs, requests: [{ setupRequest }] };
  const begun = performance.now();
  const { errors, non2xx } = await new Promise<autocannon.Result>((resolve, reject) => {
    const settle = (error: unknown, result: autocannon.Result) => (error ? reject(error) : resolve(result));
    autocannon(options, settle).on('response', (_client, _status, size, ms) => {
      latencies.push(ms);
      bytes += size;
    });
  });
  if (errors + non2xx > 0) throw new Error(`${errors} requests failed and ${non2xx} were refused at ${fhirBase}`);
  return { seconds: (performance.now() - begun) / 1000, latencies, bytes };
}

/** Several loads of one server as if they were one. */
export const together = (loads: readonly Load[]): Load => ({
  seconds: loads.reduce((sum, { seconds }) => sum + seconds, 0),
  latencies: loads.flatMap(({ latencies }) => latencies),
  bytes: loads.reduce((sum, { bytes }) => sum + bytes, 0),
});

export const requestsPerSecond = ({ latencies, seconds }: Load): number => latencies.length / seconds;

export const bytesPerAnswer = ({ bytes, latencies }: Load): number => bytes / latencies.length;

/** The latency, in milliseconds, that this share (0 to 1) of the answers kept. */
export function percentile({ latencies }: Load, share: number): number {
  const sorted = latencies.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
