/** The load generator for writes. */
import type { Child } from '../child.ts';
import { generate, type Load } from './load.ts';

export interface Posting {
  readonly bodies: Iterator<string>;
  readonly seconds: number;
  readonly connections: number;
}

/** Posts one body after the other. Throws when one is refused: such a load measures nothing. */
export const post = ({ fhirBase }: Child, type: string, { bodies, ...load }: Posting): Promise<Load> =>
  generate({
    fhirBase,
    ...load,
    takeRequest: (pathname) => ({
      method: 'POST',
      path: `${pathname}/${type}`,
      headers: { 'content-type': 'application/fhir+json', prefer: 'return=minimal' },
      body: bodies.next().value as string,
    }),
  });
