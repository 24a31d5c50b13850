/**
 * The platform's searches on MongoDB, on a small base and on a large one, beside the bare driver: a server that sends the
 * same commands to the same database and writes the same bytes, made beforehand.
 */
import type { Child } from '../../child.ts';
import type { BareAnswer } from '../bare-server.ts';
import { type Contender, measureInTurns, measures, type Run } from '../contenders.ts';
import { type Figure, type Target, toFigure } from '../figure.ts';
import { searchPaths } from '../search-paths.ts';
import { fetchFragments, startBare, startServer } from '../servers.ts';
import type { MongoBase } from './bench-mongo.ts';
import type { MongoOptions } from './mongo-options.ts';
import { type Recorder, startRecorder } from './recorder.ts';

/** Searches that are asked in turn. Nothing of an answer is kept in memory but the directory. */
const searches = 20;

export async function measureMongoSearches(options: MongoOptions): Promise<Figure[]> {
  const small = await options.mongo.base(options.smallBase);
  const large = await options.mongo.base(options.largeBase);
  const figures: Figure[] = [];
  for (const practitioners of [1, 25]) {
    const onSmall = await measureCell(small, practitioners, options);
    const onLarge = await measureCell(large, practitioners, options);
    figures.push(...compare(onSmall), ...compare(onLarge), ...memoryOf(onSmall, onLarge));
  }
  return figures;
}

interface Cell {
  readonly title: string;
  readonly ours: Run;
  readonly bare: Run;
}

async function measureCell(base: MongoBase, practitioners: number, options: MongoOptions): Promise<Cell> {
  const { uri } = base;
  const title = `${practitioners} practitioner${practitioners > 1 ? 's' : ''}, ${base.shape.slots} slots`;
  options.inform(`searching: ${title}`);
  const paths = searchPaths(base.shape, practitioners).slice(0, searches);
  const contenders: Contender[] = [
    { name: 'server', child: await startServer({ MONGODB_URI: uri }), paths },
    { name: 'bare driver', child: await startBareDriver(uri, paths), paths },
  ];
  try {
    const [ours, bare] = await measureInTurns(contenders, options.loadSeconds);
    return { title, ours: ours!, bare: bare! };
  } finally {
    await Promise.all(contenders.map(({ child }) => child.stop()));
  }
}

/** The bare driver with what our server asks and answers when it knows the directory. */
async function startBareDriver(uri: string, paths: readonly string[]) {
  const recorder = await startRecorder(uri);
  const server = await startServer({ MONGODB_URI: recorder.uri });
  try {
    for (const path of paths) await fetchFragments(server, path);
    const answers: BareAnswer[] = [];
    for (const path of paths) answers.push(await recordAnswer(server, path, recorder));
    return await startBare(answers, uri);
  } finally {
    await server.stop();
    await recorder.close();
  }
}

/** An answer with what was asked for it: of three times the one with the least, for the store looks after its log every second. */
async function recordAnswer(server: Child, path: string, recorder: Recorder): Promise<BareAnswer> {
  const times: BareAnswer[] = [];
  for (let time = 0; time < 3; time++) {
    recorder.take();
    const fragments = await fetchFragments(server, path);
    times.push({ fragments, commands: recorder.take() });
  }
  return times.reduce((least, one) => (one.commands.length < least.commands.length ? one : least));
}

/** What the limit on requests a second is when it is the processor that limits them. */
const targets: Readonly<Record<string, Target>> = {
  requests: { of: 'ratio', bound: 'at least', limit: 0.6 },
  processor: { of: 'ratio', bound: 'at most', limit: 1.67 },
};

const compare = ({ title, ours, bare }: Cell): Figure[] =>
  measures.map(({ name, unit, of }) =>
    toFigure({
      name: `${title}: ${name}`,
      value: of(ours),
      unit,
      reference: { name: bare.name, value: of(bare) },
      target: targets[name],
    }),
  );

/** Memory is flat: it grows neither with what was answered nor with the base. */
const memoryOf = (small: Cell, large: Cell): Figure[] =>
  [
    { against: 'after the warm-up', value: large.ours.warmMemoryMb },
    { against: 'on the small base', value: small.ours.memoryMb },
  ].map(({ against, value }) =>
    toFigure({
      name: `${large.title}: memory, beside ${against}`,
      value: large.ours.memoryMb,
      unit: 'MB',
      reference: { name: against, value },
      target: { of: 'ratio', bound: 'at most', limit: 1.25 },
    }),
  );
