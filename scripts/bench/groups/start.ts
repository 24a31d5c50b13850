/** How long a server that is started on a filled base takes to its first answer. */

import { openBase } from '../base.ts';
import type { BenchOptions } from '../bench-options.ts';
import { type Figure, toFigure } from '../figure.ts';
import { searchPaths } from '../search-paths.ts';
import { startServer } from '../servers.ts';

/** Milliseconds from the start of the process to the last byte of its first search of 25 practitioners. */
export async function measureStart({ largeBase, inform }: BenchOptions): Promise<Figure[]> {
  const base = await openBase(largeBase, inform);
  const begun = performance.now();
  const server = await startServer(base);
  try {
    const response = await fetch(server.fhirBase + searchPaths(base.shape, 25)[0]);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the first search was answered ${response.status}`);
    const value = performance.now() - begun;
    const target = { of: 'value', bound: 'at most', limit: 2000 } as const;
    return [toFigure({ name: `first answer after a start on ${largeBase} slots`, value, unit: 'ms', target })];
  } finally {
    await server.stop();
  }
}
