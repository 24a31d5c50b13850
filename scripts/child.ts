/** Servers under measure, each a process of its own, watched from outside through /proc. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/** A server that listens. */
export interface Child {
  /** Its FHIR base. */
  readonly fhirBase: string;
  /** Milliseconds from its start until it said that it listens. */
  readonly startMs: number;
  /** Processor time it has used so far, milliseconds. */
  readonly cpuMs: () => number;
  /** The most memory it ever had resident, megabytes. */
  readonly peakMemoryMb: () => number;
  readonly stop: () => Promise<void>;
}

export interface ChildOptions {
  /** A script with its arguments. */
  readonly script: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const fhirBasePattern = /http:\/\/[\w.:[\]]+\/fhir\b/;

/** How long a server may take to say that it listens. */
const patienceMs = 50_000;

/** Starts `node script…`; resolves once a line that it prints names its FHIR base. */
export async function startChild({ script, environment = {} }: ChildOptions): Promise<Child> {
  const begun = performance.now();
  const child = spawn(process.execPath, [...script], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const fhirBase = await readFhirBase(child).finally(() => clearTimeout(timer));
  // Its log is read on and thrown away, or the pipe fills up and the server waits.
  child.stdout.resume();
  return {
    fhirBase,
    startMs: performance.now() - begun,
    cpuMs: () => readCpuMs(child.pid!),
    peakMemoryMb: () => readPeakMemoryMb(child.pid!),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function readFhirBase(child: ChildProcess): Promise<string> {
  const complaints = text(child.stderr!);
  for await (const line of createInterface({ input: child.stdout! })) {
    const found = fhirBasePattern.exec(line);
    if (found) return found[0];
  }
  throw new Error(`${child.spawnargs.join(' ')} did not start:\n${await complaints}`);
}

/** The kernel counts processor time in hundredths of a second. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readCpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const readPeakMemoryMb = (pid: number): number =>
  Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
