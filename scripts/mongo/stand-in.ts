/** `mongo-java-server`, which speaks MongoDB's protocol, in a JVM. Jars come from Maven Central into an ignored cache. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { StartedMongo } from './started-mongo.ts';

const here = import.meta.dirname;
const jars = join(here, '../../.cache/mongo-java-server-1.46.0');

const runs = (command: string, args: readonly string[]): boolean => spawnSync(command, args).status === 0;

/** Why it cannot run here, or undefined when it can. Fetches the jars the first time. */
export function prepareStandIn(): string | undefined {
  if (!runs('java', ['-version'])) return 'Java is not installed';
  if (existsSync(jars)) return undefined;
  if (!runs('mvn', ['--version'])) return 'Maven is not installed';
  mkdirSync(dirname(jars), { recursive: true });
  const fetched = mkdtempSync(`${jars}-`);
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${fetched}`];
  const { status, stdout } = spawnSync('mvn', ['-q', '-B', '-f', join(here, 'pom.xml'), ...goal], { encoding: 'utf8' });
  if (status !== 0) return `Maven could not fetch mongo-java-server: ${stdout.trim().split('\n')[0]}`;
  keep(fetched);
  return undefined;
}

/** Renamed when all is there: several test files may fetch at the same time, and the first has it. */
function keep(fetched: string): void {
  try {
    renameSync(fetched, jars);
  } catch (error) {
    if (!existsSync(jars)) throw error;
    rmSync(fetched, { recursive: true });
  }
}

/** What a JVM gets that many tests start at a time, each for a short while. */
const frugal = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** Starts one on any free port, with the JVM's `options`; it ends with this process, however that ends. */
export async function startStandIn(options: readonly string[] = frugal): Promise<StartedMongo> {
  const child = spawn('java', [...options, '-cp', join(jars, '*'), join(here, 'StandIn.java')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const port = await portOf(child);
  const ended = once(child, 'exit');
  const stop = async () => {
    child.stdin!.end();
    await ended;
  };
  return { uri: `mongodb://127.0.0.1:${port}/`, stop };
}

function portOf(child: ChildProcess): Promise<string> {
  let complaints = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`mongo-java-server ended with ${code}: ${complaints}`)));
  });
}
