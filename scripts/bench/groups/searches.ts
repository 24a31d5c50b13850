/**
 * The platform's searches: 1 and 25 practitioners over three days, on a small base and on a large one, beside the limit
 * (a server that only writes) and the peer (another FHIR library, all in memory).
 */

import { type Base, openBase } from '../base.ts';
import type { BenchOptions } from '../bench-options.ts';
import { type Contender, measureInTurns, measures, type Run } from '../contenders.ts';
import { type Figure, type Measured, type Target, toFigure } from '../figure.ts';
import { percentile, requestsPerSecond } from '../load.ts';
import { peerSearchPaths, searchPaths } from '../search-paths.ts';
import { startLimit, startOn, startPeer } from '../servers.ts';

const limitName = 'limit';
const peerName = 'peer';

const atLeast = (of: Target['of'], limit: number): Target => ({ of, bound: 'at least', limit });
const atMost = (of: Target['of'], limit: number): Target => ({ of, bound: 'at most', limit });

export async function measureSearches(options: BenchOptions): Promise<Figure[]> {
  const small = await openBase(options.smallBase, options.inform);
  const large = await openBase(options.largeBase, options.inform);
  const figures: Figure[] = [];
  for (const practitioners of [1, 25]) {
    const onSmall = await measureCell(small, practitioners, options, true);
    const onLarge = await measureCell(large, practitioners, options, false);
    figures.push(...compare(onSmall), ...compare(onLarge), ...toldOfLarge(practitioners, onSmall, onLarge));
  }
  return figures;
}

interface Cell {
  readonly title: string;
  readonly isHard: boolean;
  readonly server: Run;
  readonly others: readonly Run[];
}

async function measureCell(base: Base, practitioners: number, options: BenchOptions, hasPeer: boolean): Promise<Cell> {
  const title = `${practitioners} practitioner${practitioners > 1 ? 's' : ''}, ${base.shape.slots} slots`;
  options.inform(`searching: ${title}`);
  const paths = searchPaths(base.shape, practitioners);
  const server = await startOn(base);
  const limit = await startLimit(server, paths.slice(0, 20));
  const contenders: Contender[] = [
    { name: 'server', child: server, paths },
    { name: limitName, child: limit, paths },
  ];
  if (hasPeer) {
    const child = await startPeer(base.shape);
    contenders.push({ name: peerName, child, paths: peerSearchPaths(base.shape, practitioners) });
  }
  try {
    const [ours, ...others] = await measureInTurns(contenders, options.loadSeconds);
    return { title, isHard: practitioners > 1 && !hasPeer, server: ours!, others };
  } finally {
    await Promise.all(contenders.map(({ child }) => child.stop()));
  }
}

/** The server beside each of the others, measure by measure. */
const compare = ({ title, isHard, server, others }: Cell): Figure[] =>
  others.flatMap((other) =>
    measures.map(({ name, unit, of }) =>
      toFigure({
        name: `${title}: ${name}${other.name === peerName ? ' beside the peer' : ''}`,
        value: of(server),
        unit,
        reference: { name: other.name, value: of(other) },
        target: targetOf(name, other.name, isHard, title),
      }),
    ),
  );

function targetOf(measure: string, other: string, isHard: boolean, title: string): Target | undefined {
  if (measure === 'requests' && other === peerName && title.startsWith('25')) return atLeast('ratio', 2);
  if (!isHard) return undefined;
  if (measure === 'requests') return atLeast('ratio', 0.6);
  if (measure === 'p99') return atMost('value', 150);
  return measure === 'memory' ? atMost('value', 400) : undefined;
}

/** What the large base alone tells: how it compares with the small one, and how it is before anything is in memory. */
const toldOfLarge = (practitioners: number, small: Cell, large: Cell): Figure[] => [
  toFigure(growth(practitioners, small, large)),
  toFigure({
    name: `${large.title}: p99 of the first seconds`,
    value: percentile(large.server.warmUp, 0.99),
    unit: 'ms',
  }),
];

const growth = (practitioners: number, small: Cell, large: Cell): Measured => ({
  name: `${large.title}: time of one search`,
  value: 1000 / requestsPerSecond(large.server.load),
  unit: 'ms',
  reference: { name: 'on the small base', value: 1000 / requestsPerSecond(small.server.load) },
  target: practitioners > 1 ? atMost('ratio', 1.5) : undefined,
});
