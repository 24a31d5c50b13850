/** The servers that are measured: ours as a user starts it, the limit, the peer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BSON } from 'mongodb';
import packageFile from '../../package.json' with { type: 'json' };
import { type Child, startChild } from '../child.ts';
import type { BaseShape } from './agendas.ts';
import type { BareAnswer } from './bare-server.ts';
import type { Base } from './base.ts';

const script = (name: string): string => join(import.meta.dirname, name);

/** What `npm start` gives to Node, and `npm run start:mongodb`: options and the program. */
const startArguments = packageFile.scripts.start.split(' ').slice(1);
const startOnMongoArguments = packageFile.scripts['start:mongodb'].split(' ').slice(1);

/** Our server with its usual settings, on the base that `settings` (environment variables) name. */
export const startServer = (settings: Readonly<Record<string, string>>): Promise<Child> =>
  startChild({
    script: settings.MONGODB_URI ? startOnMongoArguments : startArguments,
    environment: {
      PORT: '0',
      HOST: '127.0.0.1',
      MONGODB_URI: '',
      SAS_DEMO: 'off',
      LOG_LEVEL: 'info',
      SAS_BASE_URL: '',
      ...settings,
    },
  });

/** Our server on a base of the embedded store. */
export const startOn = ({ dataDir }: Base): Promise<Child> => startServer({ SAS_DATA_DIR: dataDir });

/** A server that only writes, again and again, what `source` answers at `paths`. */
export async function startLimit(source: Child, paths: readonly string[]): Promise<Child> {
  const answers: BareAnswer[] = [];
  for (const path of paths) answers.push({ fragments: await fetchFragments(source, path), commands: [] });
  return startBare(answers);
}

/** What a server answers at a path, cut where its FHIR base stands. */
export async function fetchFragments({ fhirBase }: Child, path: string): Promise<string[]> {
  const response = await fetch(fhirBase + path);
  if (!response.ok) throw new Error(`${response.status} at ${path}: ${await response.text()}`);
  return (await response.text()).split(fhirBase);
}

/** A server that only writes; with the URI of a MongoDB database it asks that for each answer before. */
export function startBare(answers: readonly BareAnswer[], uri?: string): Promise<Child> {
  const content = BSON.EJSON.stringify(answers);
  if (uri === undefined) return withFile(content, (file) => startChild({ script: [script('bare-server.ts'), file] }));
  return startBeside(script('bare-server.ts'), { content, uris: [uri] });
}

/** A script on Node's options of ours on MongoDB; it is given a file of this content, which it reads before it listens, and databases. */
export const startBeside = (
  path: string,
  { content, uris }: { content: string | Uint8Array; uris: readonly string[] },
): Promise<Child> =>
  withFile(content, (file) => startChild({ script: [...startOnMongoArguments.slice(0, -1), path, file, ...uris] }));

/** Does some work with a file of this content, then removes it. */
async function withFile<T>(content: string | Uint8Array, work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sas-interop-bare-'));
  const file = join(folder, 'content');
  writeFileSync(file, content);
  try {
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The peer with a base of this shape in memory. */
export const startPeer = (shape: BaseShape): Promise<Child> =>
  startChild({ script: [script('peer-server.ts'), JSON.stringify(shape)] });
