/**
 * `mongo-java-server`, which speaks MongoDB's protocol, in a JVM, with indexes of our own (`stand-in/`). Its jars come from
 * Maven Central into an ignored cache, what is compiled too.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { StartedMongo } from './started-mongo.ts';

const here = join(import.meta.dirname, 'stand-in');
const cache = join(import.meta.dirname, '../../.cache');
const sources = globSync(join(here, '*.java')).sort();

const jars = join(cache, 'mongo-java-server-1.46.0');
/** What is compiled of other sources is another folder. */
const classes = join(cache, `mongo-stand-in-${fingerprint()}`);
const classPath = [join(jars, '*'), classes].join(delimiter);

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(source));
  return hash.digest('hex').slice(0, 12);
}

/** How long fetching or compiling may take: nothing else goes on meanwhile. */
const makingMs = 300_000;

const runs = (command: string, args: readonly string[]): boolean => spawnSync(command, args).status === 0;

/** Why it cannot run here, or undefined when it can. Fetches and compiles what is missing. */
export function prepareStandIn(): string | undefined {
  if (!runs('javac', ['-version'])) return 'Java is not installed, with its compiler';
  return fetchJars() ?? compile();
}

function fetchJars(): string | undefined {
  if (existsSync(jars)) return undefined;
  if (!runs('mvn', ['--version'])) return 'Maven is not installed';
  return make(jars, 'mongo-java-server could not be fetched', (folder) => [
    'mvn',
    ['-q', '-B', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`],
  ]);
}

function compile(): string | undefined {
  if (existsSync(classes)) return undefined;
  return make(classes, 'the stand-in could not be compiled', (folder) => [
    'javac',
    ['-cp', classPath, '-d', folder, ...sources],
  ]);
}

type Command = readonly [program: string, args: readonly string[]];

/** Makes a folder by a command; returns why it could not. Several test files may do so at once, and the first has it. */
function make(folder: string, fault: string, commandFor: (folder: string) => Command): string | undefined {
  mkdirSync(cache, { recursive: true });
  const made = mkdtempSync(`${folder}-`);
  const [program, args] = commandFor(made);
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: makingMs });
  try {
    if (status !== 0) return `${fault}: ${stdout.trim()}${stderr.trim()}`;
    // Renamed when all is there: what was cut short is never taken for whole.
    renameSync(made, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  return undefined;
}

/** What a JVM gets that many tests start at a time, each for a short while. */
const frugal = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** How long it may take to say that it listens. */
const patienceMs = 120_000;
/** How long it may take to end. */
const endingMs = 10_000;

/** What it is beside a MongoDB: a program that stands still at times. */
export interface StandIn extends StartedMongo {
  /** Collects its garbage now: resolves when that is done, and no other collection is near. */
  readonly collectGarbage: () => Promise<void>;
}

/** Starts one on any free port, with the JVM's `options`; it ends with this process, however that ends. */
export async function startStandIn(options: readonly string[] = frugal): Promise<StandIn> {
  const child = spawn('java', [...options, '-cp', classPath, 'StandIn'], { stdio: ['pipe', 'pipe', 'pipe'] });
  // Listened to from the beginning: it may end before it is told to.
  const ended = once(child, 'exit');
  ended.catch(() => {});
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const lines = createInterface({ input: child.stdout! });
  const port = await portOf(child, lines).finally(() => clearTimeout(timer));
  const collectGarbage = async () => {
    const collected = once(lines, 'line');
    child.stdin!.write('collect\n');
    await Promise.race([collected, ended.then(() => Promise.reject(new Error('mongo-java-server has ended')))]);
  };
  const stop = async () => {
    child.stdin!.end();
    const killer = setTimeout(() => child.kill('SIGKILL'), endingMs);
    await ended;
    clearTimeout(killer);
  };
  return { uri: `mongodb://127.0.0.1:${port}/`, stop, collectGarbage };
}

function portOf(child: ChildProcess, lines: Interface): Promise<string> {
  let complaints = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`mongo-java-server ended with ${signal ?? code}: ${complaints}`));
    });
  });
}
