/** Servers that are given the same load in turns, and what is measured of each. */
import type { Child } from '../child.ts';
import { bytesPerAnswer, type Load, percentile, requestsPerSecond, runLoad, together } from './load.ts';

/** A server under load, over all rounds. */
export interface Run {
  readonly name: string;
  readonly load: Load;
  /** Before: each path for the first time, nothing of it in memory. */
  readonly warmUp: Load;
  /** Processor time for one answer, milliseconds. */
  readonly cpuMs: number;
  readonly memoryMb: number;
  /** What it had needed at most when the warm-up was over. */
  readonly warmMemoryMb: number;
}

export interface Contender {
  readonly name: string;
  readonly child: Child;
  readonly paths: readonly string[];
}

const connections = 20;
/** Turns that each server gets: what else the machine does then weighs on all of them alike. */
const rounds = 3;
/** Turns before that count: until each path was asked, and what is kept in memory is there. */
const warmUpTurns = 2;

/** Each in its turn, several times, after a warm-up; in the order of the contenders. */
export async function measureInTurns(contenders: readonly Contender[], seconds: number): Promise<Run[]> {
  const warmUps: Load[] = [];
  const warmMemoryMb: number[] = [];
  for (const { child, paths } of contenders) {
    warmUps.push(await runLoad({ fhirBase: child.fhirBase, paths, connections, seconds: seconds * warmUpTurns }));
    warmMemoryMb.push(child.peakMemoryMb());
  }
  const loads = contenders.map((): Load[] => []);
  const cpuMs = contenders.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { child, paths }] of contenders.entries()) {
      const before = child.cpuMs();
      loads[index]!.push(await runLoad({ fhirBase: child.fhirBase, paths, connections, seconds }));
      cpuMs[index]! += child.cpuMs() - before;
    }
  }
  return contenders.map(({ name, child }, index) => {
    const load = together(loads[index]!);
    return {
      name,
      load,
      warmUp: warmUps[index]!,
      cpuMs: cpuMs[index]! / load.latencies.length,
      memoryMb: child.peakMemoryMb(),
      warmMemoryMb: warmMemoryMb[index]!,
    };
  });
}

/** What can be told of a run. */
export const measures: readonly { readonly name: string; readonly unit: string; readonly of: (run: Run) => number }[] =
  [
    { name: 'requests', unit: 'requests/s', of: ({ load }) => requestsPerSecond(load) },
    { name: 'p50', unit: 'ms', of: ({ load }) => percentile(load, 0.5) },
    { name: 'p99', unit: 'ms', of: ({ load }) => percentile(load, 0.99) },
    { name: 'bytes', unit: 'bytes', of: ({ load }) => bytesPerAnswer(load) },
    { name: 'processor', unit: 'ms/request', of: ({ cpuMs }) => cpuMs },
    { name: 'memory', unit: 'MB', of: ({ memoryMb }) => memoryMb },
  ];
