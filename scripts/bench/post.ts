/** The load generator for writes. */
import autocannon from 'autocannon';
import type { Child } from '../child.ts';
import type { Load } from './load.ts';

export interface Posting {
  readonly bodies: Iterator<string>;
  readonly seconds: number;
  readonly connections: number;
}

/** When its time is over the load ends with the next sample, in milliseconds: in a second if it is not told another. */
const endsEveryMs = 50;

/** Posts one body after the other. Throws when one is refused: such a load measures nothing. */
export async function post(server: Child, type: string, { bodies, seconds, connections }: Posting): Promise<Load> {
  const { origin, pathname } = new URL(server.fhirBase);
  const latencies: number[] = [];
  const begun = performance.now();
  let bytes = 0;
  const setupRequest = (request: autocannon.Request): autocannon.Request => ({
    ...request,
    method: 'POST',
    path: `${pathname}/${type}`,
    headers: { 'content-type': 'application/fhir+json', prefer: 'return=minimal' },
    body: bodies.next().value as string,
  });
  const options = { url: origin, connections, duration: seconds, sampleInt: endsEveryMs, requests: [{ setupRequest }] };
  const { errors, non2xx } = await new Promise<autocannon.Result>((resolve, reject) => {
    const settle = (error: unknown, result: autocannon.Result) => (error ? reject(error) : resolve(result));
    autocannon(options, settle).on('response', (_client, _status, size, ms) => {
      latencies.push(ms);
      bytes += size;
    });
  });
  if (errors + non2xx > 0) throw new Error(`${errors} posts failed and ${non2xx} were refused`);
  return { seconds: (performance.now() - begun) / 1000, latencies, bytes };
}
