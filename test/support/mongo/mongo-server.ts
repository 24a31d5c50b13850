/**
 * The MongoDB that tests run on: the one that MONGODB_URI names; else a container, where a Docker engine answers; else
 * the stand-in, where Java and Maven are there; else none, and the tests are skipped.
 */
import { randomUUID } from 'node:crypto';
import { MongoClient, type MongoServerError } from 'mongodb';
import { prepareStandIn, startStandIn } from '../../../scripts/mongo/stand-in.ts';
import type { StartedMongo } from '../../../scripts/mongo/started-mongo.ts';
import { hasDocker, type StartedReplicaSet, startContainer, startReplicaSet } from './container.ts';
import { type Engine, engineOf, engines, type Trait, whyNot } from './engine.ts';

interface Source {
  readonly engine: Engine;
  /** `host:port` of the primary, where there are several to choose from. */
  readonly primary?: string | undefined;
  readonly start: () => Promise<StartedMongo>;
}

const given = process.env.MONGODB_URI;
const isDockerThere = !given && hasDocker();

/** The source, or why there is none. */
async function findSource(): Promise<Source | string> {
  if (given) return { ...(await seenAt(given)), start: async () => ({ uri: given, stop: async () => {} }) };
  if (isDockerThere) return { engine: engines.single, start: startContainer };
  const why = prepareStandIn();
  if (why === undefined) return { engine: engines.standIn, start: startStandIn };
  return `no MONGODB_URI, no Docker engine, and no stand-in: ${why}`;
}

async function seenAt(uri: string): Promise<Pick<Source, 'engine' | 'primary'>> {
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5000 }).connect();
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    return { engine: engineOf(hello), primary: hello.primary };
  } catch (error) {
    // Only the stand-in does not know the command.
    if ((error as MongoServerError).codeName !== 'CommandNotFound') throw error;
    return { engine: engines.standIn };
  } finally {
    await client.close();
  }
}

const source = await findSource();

/** The engine that all databases of this file are on. */
export const engine: Engine = typeof source === 'string' ? { name: 'none', has: [] } : source.engine;

const describeUnless = (why: string | undefined, title: string, tests: () => void): void => {
  if (why === undefined) describe(title, tests);
  else describe.skip(`${title} (${why})`, tests);
};

const whyNone = typeof source === 'string' ? source : undefined;

/** `describe` where there is a MongoDB; else a skip whose title says why there is none. */
export const describeWithMongo = (title: string, tests: () => void): void => describeUnless(whyNone, title, tests);

/** `describe` where the engine here has what the tests need; else a skip whose title says what is missing. */
export const describeWhere = (trait: Trait, title: string, tests: () => void): void =>
  describeUnless(whyNone ?? whyNot(engine, trait), title, tests);

/** `describe` where `startMembers` can start a replica set whose members may fail; else a skip that says why not. */
export const describeWithMembers = (title: string, tests: () => void): void =>
  describeUnless(isDockerThere ? undefined : (whyNone ?? whyNot(engine, 'members')), title, tests);

/** A replica set of three members. That of MONGODB_URI is used as it is: tests make it change its primary, and crash nothing. */
export const startMembers = async (): Promise<StartedMongo & Partial<StartedReplicaSet>> =>
  isDockerThere ? startReplicaSet() : { uri: given!, stop: async () => {} };

let started: Promise<StartedMongo> | undefined;

/** On the server of this test file, started at the first call. */
async function mongoUri(database: string): Promise<string> {
  if (typeof source === 'string') throw new Error(source);
  started ??= source.start();
  return withDatabase((await started).uri, database);
}

/** The URI with another database. A list of hosts is nothing that `URL` understands. */
export const withDatabase = (uri: string, database: string): string =>
  uri.replace(/^([^:]+:\/\/[^/?]+)(\/[^?]*)?/, `$1/${database}`);

/** The same database at its primary and at no other member: for a proxy, which has one server behind it. */
export function toPrimary(uri: string): string {
  const primary = typeof source === 'string' ? undefined : source.primary;
  const ofOne = primary ? uri.replace(/^([^:]+:\/\/(?:[^/@]*@)?)[^/?]+/, `$1${primary}`) : uri;
  return ofOne.includes('directConnection') ? ofOne : withOptions(ofOne, 'directConnection=true');
}

/** The URI with options beside those that it has. */
export const withOptions = (uri: string, options: string): string => `${uri}${uri.includes('?') ? '&' : '?'}${options}`;

const run = randomUUID().slice(0, 8);
let databases = 0;

/** The URI of a database of this test file: of a new one, or of the one that has a name. */
export const newDatabaseUri = (name = String(++databases)): Promise<string> => mongoUri(`sas-test-${run}-${name}`);

/** Removes this file's databases and stops what was started for it. To be called after its last test. */
export async function stopMongo(): Promise<void> {
  if (given && started) await dropDatabases(given);
  await (await started)?.stop();
}

async function dropDatabases(uri: string): Promise<void> {
  const client = await new MongoClient(uri).connect();
  const { databases: all } = await client.db().admin().listDatabases({ nameOnly: true });
  for (const { name } of all) if (name.startsWith(`sas-test-${run}-`)) await client.db(name).dropDatabase();
  await client.close();
}
