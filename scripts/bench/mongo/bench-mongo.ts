/** The MongoDB that is measured: the one that MONGODB_URI names, else the stand-in, with bases filled as they are wanted. */
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { prepareStandIn, startStandIn } from '../../mongo/stand-in.ts';
import type { StartedMongo } from '../../mongo/started-mongo.ts';
import type { BaseShape } from '../agendas.ts';
import { fillBase, shapeOf } from '../base.ts';

/** A filled database. */
export interface MongoBase {
  readonly uri: string;
  readonly shape: BaseShape;
  /** How long filling it took. */
  readonly seconds: number;
}

export interface BenchMongo {
  /** A base that is only read: filled once in a run, for whoever wants one of this size. */
  readonly base: (slots: number) => Promise<MongoBase>;
  /** A base of one's own; two of one size are the same to the last row. */
  readonly newBase: (slots: number) => Promise<MongoBase>;
  /** The URI of an empty database of one's own. */
  readonly newUri: () => string;
  /** To be called before each measurement that another is compared with: the stand-in stands still when it collects garbage. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The stand-in has all in memory, and room enough not to collect garbage while bookings are measured. */
const roomy = ['-Xms6g', '-Xmx6g', '-Xmn2g', '-XX:+UseSerialGC'];

/** @throws Error with one sentence when there is no MongoDB. */
export async function openBenchMongo(inform: (line: string) => void): Promise<BenchMongo> {
  const { uri, stop, settle } = await findServer(inform);
  const run = `sas-bench-${randomUUID().slice(0, 8)}`;
  const names: string[] = [];
  const newUri = () => {
    const url = new URL(uri);
    names.push(`${run}-${names.length}`);
    url.pathname = `/${names.at(-1)}`;
    return url.href;
  };
  const newBase = async (slots: number) => {
    inform(`filling a base of ${slots} slots`);
    const base = { uri: newUri(), shape: shapeOf(slots) };
    return { ...base, seconds: await fillBase({ dataDir: '', mongodbUri: base.uri }, base.shape) };
  };
  const shared = new Map<number, Promise<MongoBase>>();
  return {
    newUri,
    settle,
    newBase,
    base: (slots) => {
      const base = shared.get(slots) ?? newBase(slots);
      shared.set(slots, base);
      return base;
    },
    close: async () => {
      await removeDatabases(uri, names);
      await stop();
    },
  };
}

async function findServer(inform: (line: string) => void): Promise<StartedMongo & Pick<BenchMongo, 'settle'>> {
  const given = process.env.MONGODB_URI;
  const nothing = async () => {};
  if (given) return { uri: given, stop: nothing, settle: nothing };
  const obstacle = prepareStandIn();
  if (obstacle !== undefined) throw new Error(`MONGODB_URI names no MongoDB, and ${obstacle}.`);
  inform('MONGODB_URI names no MongoDB: mongo-java-server stands in, in memory');
  const { collectGarbage, ...standIn } = await startStandIn(roomy);
  return { ...standIn, settle: collectGarbage };
}

async function removeDatabases(uri: string, names: readonly string[]): Promise<void> {
  const client = await new MongoClient(uri).connect();
  for (const name of names) await client.db(name).dropDatabase();
  await client.close();
}
