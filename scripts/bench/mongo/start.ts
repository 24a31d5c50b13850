/** How long a server on MongoDB takes to its first answer. */
import type { Figure } from '../figure.ts';
import { firstAnswer } from '../first-answer.ts';
import { searchPaths } from '../search-paths.ts';
import type { MongoOptions } from './mongo-options.ts';

/**
 * On a filled base to a search of 25 practitioners; on an empty one to a read of the demonstration that it loads, and with that
 * there once more.
 */
export async function measureMongoStart({ largeBase, mongo }: MongoOptions): Promise<Figure[]> {
  const { uri, shape } = await mongo.base(largeBase);
  const demonstration = {
    settings: { MONGODB_URI: mongo.newUri(), SAS_DEMO: 'auto' },
    path: '/Practitioner/demo-rpps',
  };
  return [
    await firstAnswer({
      name: `first answer after a start on ${largeBase} slots`,
      settings: { MONGODB_URI: uri },
      path: searchPaths(shape, 25)[0]!,
      limitMs: 2000,
    }),
    await firstAnswer({
      ...demonstration,
      name: 'first answer after a start on nothing, demonstration loaded',
      limitMs: 20_000,
    }),
    await firstAnswer({
      ...demonstration,
      name: 'first answer after a restart on the demonstration',
      limitMs: 2000,
    }),
  ];
}
