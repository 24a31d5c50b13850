/** Bookings, each on disk before it is answered; what they do to searches; creates and reads beside the peer's. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import type { Child } from '../../child.ts';
import type { BaseShape } from '../agendas.ts';
import { fillBase } from '../base.ts';
import type { BenchOptions } from '../bench-options.ts';
import { appointmentBodies } from '../bookings.ts';
import { type Figure, toFigure } from '../figure.ts';
import { type Load, percentile, requestsPerSecond } from '../load.ts';
import { post } from '../post.ts';
import { searchPaths } from '../search-paths.ts';
import { startOn, startPeer } from '../servers.ts';

const clients = 50;
const searchesPerSecond = 20;
const bookingsPerSecond = 500;

export async function measureBookings({ loadSeconds, largeBase, inform }: BenchOptions): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sas-interop-bookings-'));
  const fromDay = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const shape: BaseShape = { slots: Math.min(60_000, largeBase), days: 3, fromDay };
  try {
    await fillBase({ dataDir }, shape);
    const server = await startOn({ dataDir, shape });
    try {
      inform('bookings');
      return [...(await figuresOf(server, shape, loadSeconds)), ...(await besidePeer(server, loadSeconds))];
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

async function figuresOf(server: Child, shape: BaseShape, seconds: number): Promise<Figure[]> {
  const bodies = appointmentBodies(shape);
  await searchLatencies(server, shape, seconds);
  const alone = await searchLatencies(server, shape, seconds * 2);
  await post(server, 'Appointment', { bodies, seconds, connections: clients });
  const bookings = await post(server, 'Appointment', { bodies, seconds, connections: clients });
  const [during] = await Promise.all([
    searchLatencies(server, shape, seconds * 2),
    postSteadily(server, bodies, seconds * 2),
  ]);
  const name = `bookings with ${clients} clients`;
  const p99 = percentile(during, 0.99);
  const reference = { name: 'alone', value: percentile(alone, 0.99) };
  return [
    toFigure({
      name,
      value: requestsPerSecond(bookings),
      unit: 'bookings/s',
      target: { of: 'value', bound: 'at least', limit: 1500 },
    }),
    toFigure({
      name: `${name}, p99`,
      value: percentile(bookings, 0.99),
      unit: 'ms',
      target: { of: 'value', bound: 'at most', limit: 100 },
    }),
    toFigure({
      name: `search for 25 during ${bookingsPerSecond} bookings/s, p99`,
      value: p99,
      unit: 'ms',
      reference,
      target: { of: 'ratio', bound: 'at most', limit: 2 },
    }),
  ];
}

/** Books at a steady pace, whether those before were answered or not: a load generator's own rate comes in bursts. */
async function postSteadily(server: Child, bodies: Iterator<string>, seconds: number): Promise<void> {
  const asked: Promise<void>[] = [];
  const begun = performance.now();
  while (performance.now() - begun < seconds * 1000) {
    const due = ((performance.now() - begun) / 1000) * bookingsPerSecond;
    while (asked.length < due) asked.push(book(server, bodies.next().value as string));
    await sleep(2);
  }
  await Promise.all(asked);
}

async function book(server: Child, body: string): Promise<void> {
  const headers = { 'content-type': 'application/fhir+json', prefer: 'return=minimal' };
  const response = await fetch(`${server.fhirBase}/Appointment`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`a booking was refused: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
}

/** Searches for 25 practitioners at a steady pace, whether the one before was answered or not. */
async function searchLatencies(server: Child, shape: BaseShape, seconds: number): Promise<Load> {
  const paths = searchPaths(shape, 25);
  const asked: Promise<number>[] = [];
  for (let n = 0; n < seconds * searchesPerSecond; n++) {
    asked.push(timed(server.fhirBase + paths[n % paths.length]));
    await sleep(1000 / searchesPerSecond);
  }
  return { seconds, latencies: await Promise.all(asked), bytes: 0 };
}

async function timed(url: string): Promise<number> {
  const begun = performance.now();
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} at ${url}`);
  await response.arrayBuffer();
  return performance.now() - begun;
}

/** Creates of an Organization and reads of one, ours on disk and the peer's in memory. */
async function besidePeer(server: Child, seconds: number): Promise<Figure[]> {
  const peer = await startPeer({ slots: 1, days: 1, fromDay: new Date().toISOString().slice(0, 10) });
  try {
    const [ours, theirs] = [await createAndRead(server, seconds), await createAndRead(peer, seconds)];
    return (['creates', 'reads'] as const).map((name) =>
      toFigure({
        name: `${name} of an Organization`,
        value: requestsPerSecond(ours[name]),
        unit: 'requests/s',
        reference: { name: 'the peer, in memory', value: requestsPerSecond(theirs[name]) },
      }),
    );
  } finally {
    await peer.stop();
  }
}

async function createAndRead(server: Child, seconds: number): Promise<{ creates: Load; reads: Load }> {
  const creates = await post(server, 'Organization', { bodies: organizations(), seconds, connections: 20 });
  const response = await fetch(`${server.fhirBase}/Organization`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: organizations().next().value as string,
  });
  const { id } = (await response.json()) as { id: string };
  const { origin, pathname } = new URL(server.fhirBase);
  const latencies: number[] = [];
  await new Promise<void>((resolve, reject) => {
    const options = { url: `${origin}${pathname}/Organization/${id}`, connections: 20, duration: seconds };
    autocannon(options, (error: unknown, { non2xx }: autocannon.Result) =>
      error || non2xx > 0 ? reject(error ?? new Error(`${non2xx} reads were refused`)) : resolve(),
    ).on('response', (_client, _status, _size, ms) => latencies.push(ms));
  });
  return { creates, reads: { seconds, latencies, bytes: 0 } };
}

function* organizations(): Generator<string> {
  for (let n = 0; ; n++) {
    yield JSON.stringify({
      resourceType: 'Organization',
      identifier: [{ system: 'https://sas-interop.org/fhir/bench', value: `${Date.now()}-${n}` }],
      name: `Cabinet ${n}`,
    });
  }
}
