/** How long a server that is started on a filled base takes to its first answer. */
import { openBase } from '../base.ts';
import type { BenchOptions } from '../bench-options.ts';
import type { Figure } from '../figure.ts';
import { firstAnswer } from '../first-answer.ts';
import { searchPaths } from '../search-paths.ts';

/** To its first search of 25 practitioners. */
export async function measureStart({ largeBase, inform }: BenchOptions): Promise<Figure[]> {
  const { dataDir, shape } = await openBase(largeBase, inform);
  const name = `first answer after a start on ${largeBase} slots`;
  return [
    await firstAnswer({ name, settings: { SAS_DATA_DIR: dataDir }, path: searchPaths(shape, 25)[0]!, limitMs: 2000 }),
  ];
}
