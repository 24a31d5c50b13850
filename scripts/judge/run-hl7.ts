/** HL7's validator, as HAPI packages it, in a JVM. Jars come from Maven Central into an ignored cache. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgedFile } from './collect-cases.ts';

const here = import.meta.dirname;

/** Why the judge cannot run here, or undefined when it can. Fetches the jars the first time. */
export function prepareHl7(cache: string): string | undefined {
  if (!runs('java', ['-version'])) return 'Java is not installed';
  const jars = jarsIn(cache);
  if (existsSync(join(jars, 'complete'))) return undefined;
  if (!runs('mvn', ['--version'])) return 'Maven is not installed';
  mkdirSync(jars, { recursive: true });
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
  const { status, stdout } = spawnSync('mvn', ['-q', '-B', '-f', join(here, 'pom.xml'), ...goal], { encoding: 'utf8' });
  if (status !== 0) return `Maven could not fetch HL7's validator: ${stdout.trim().split('\n')[0]}`;
  mkdirSync(join(jars, 'complete'));
  return undefined;
}

const jarsIn = (cache: string): string => join(cache, 'hapi-8.8.1');
const runs = (command: string, args: readonly string[]): boolean => spawnSync(command, args).status === 0;

/** The errors that HL7's validator finds, by file; a crash counts as one. Throws when the JVM itself fails. */
export function runHl7(
  cache: string,
  definitions: readonly string[],
  cases: readonly JudgedFile[],
): Map<string, string[]> {
  const input = cases.map(({ file, profile = '' }) => `${file}\t${profile}`).join('\n');
  const args = ['-cp', join(jarsIn(cache), '*'), join(here, 'Judge.java'), ...definitions];
  const { status, stdout, stderr } = spawnSync('java', args, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`HL7's validator ended with ${status}: ${stderr.slice(-2000)}`);
  const found = new Map<string, string[]>(cases.map(({ file }) => [file, []]));
  for (const line of stdout.split('\n')) {
    const [file = '', severity = '', location = '', message = ''] = line.split('\t');
    if (['error', 'fatal', 'crashed'].includes(severity)) found.get(file)?.push(`${location} ${message}`.trim());
  }
  return found;
}
