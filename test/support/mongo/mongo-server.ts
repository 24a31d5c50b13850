/** The MongoDB that tests run on: the one that MONGODB_URI names, else the stand-in where it can run. */
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { prepareStandIn, type StandIn, startStandIn } from './stand-in.ts';

/** How the servers differ, as far as tests must know. */
export interface Engine {
  readonly name: string;
  /** Whether `explain` shows which index a query uses. */
  readonly explains: boolean;
  /** Whether members can be stopped and others take over. */
  readonly hasFailover: boolean;
}

const engines = {
  given: { name: 'the MongoDB of MONGODB_URI', explains: true, hasFailover: false },
  standIn: { name: 'mongo-java-server', explains: false, hasFailover: false },
} as const satisfies Readonly<Record<string, Engine>>;

const given = process.env.MONGODB_URI;

/** Why there is no MongoDB here, or undefined when there is one. */
export const whyNoMongo: string | undefined = given ? undefined : prepareStandIn();

export const engine: Engine = given ? engines.given : engines.standIn;

/** `describe` where there is a MongoDB; else a skip whose title says why there is none. */
export function describeWithMongo(title: string, tests: () => void): void {
  if (whyNoMongo === undefined) describe(title, tests);
  else describe.skip(`${title} (${whyNoMongo})`, tests);
}

let started: Promise<StandIn> | undefined;

/** The URI of a database by name on the server of this test file, started at the first call. */
export async function mongoUri(database: string): Promise<string> {
  if (!given) started ??= startStandIn();
  const url = new URL(given ?? (await started!).uri);
  url.pathname = `/${database}`;
  return url.href;
}

const run = randomUUID().slice(0, 8);
let databases = 0;

/** The URI of a database that nobody else has. */
export const newDatabaseUri = (): Promise<string> => mongoUri(`sas-test-${run}-${++databases}`);

/** Removes this file's databases and stops what was started for it. To be called after its last test. */
export async function stopMongo(): Promise<void> {
  if (started) await (await started).stop();
  else if (given && databases > 0) await dropDatabases(given);
}

async function dropDatabases(uri: string): Promise<void> {
  const client = await new MongoClient(uri).connect();
  const { databases: all } = await client.db().admin().listDatabases({ nameOnly: true });
  for (const { name } of all) if (name.startsWith(`sas-test-${run}-`)) await client.db(name).dropDatabase();
  await client.close();
}
