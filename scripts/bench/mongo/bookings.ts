/**
 * Bookings on MongoDB beside the bare driver. What our server says to its database while it books is recorded, and said
 * again by the bare driver, one command after the other, to a database that holds the same.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, type Document, MongoClient } from 'mongodb';
import type { Child } from '../../child.ts';
import { appointmentBodies } from '../bookings.ts';
import { type Figure, type Target, toFigure } from '../figure.ts';
import { type Load, percentile, requestsPerSecond } from '../load.ts';
import { post } from '../post.ts';
import { startServer } from '../servers.ts';
import type { MongoOptions } from './mongo-options.ts';
import { isWrite, startRecorder } from './recorder.ts';

/** Alone, each booking is a commit; many at a time share one. */
const clientCounts = [1, 50];

/** Enough to book for as long as it is measured. */
const slots = 20_000;

export async function measureMongoBookings({ loadSeconds, inform, mongo }: MongoOptions): Promise<Figure[]> {
  const [ours, theirs] = [await mongo.newBase(slots), await mongo.newBase(slots)];
  const load = { bodies: appointmentBodies(ours.shape), seconds: loadSeconds };
  inform('bookings');
  const recordings = await recordAll(ours.uri, load);
  const sums = await repeatAll(theirs.uri, recordings);
  await demandSameNumber(ours.uri, theirs.uri);
  const loads = await onServer(ours.uri, (server) => bookWithEach(server, load));
  return clientCounts.flatMap((clients, index) => toFigures(clients, loads[index]!, sums[index]!));
}

interface Booking {
  readonly bodies: Iterator<string>;
  readonly seconds: number;
}

async function onServer<T>(uri: string, work: (server: Child) => Promise<T>): Promise<T> {
  const server = await startServer({ MONGODB_URI: uri });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** A load with each number of clients, after a short one that only warms up. */
async function bookWithEach(server: Child, { bodies, seconds }: Booking): Promise<Load[]> {
  const loads: Load[] = [];
  for (const connections of clientCounts) {
    await post(server, 'Appointment', { bodies, seconds: seconds / 2, connections });
    loads.push(await post(server, 'Appointment', { bodies, seconds, connections }));
  }
  return loads;
}

/** The commands of all bookings with each number of clients, the warm-up's included: they build on each other. */
async function recordAll(uri: string, booking: Booking): Promise<Document[][]> {
  const recorder = await startRecorder(uri);
  try {
    return await onServer(recorder.uri, async (server) => {
      const recordings: Document[][] = [];
      recorder.take();
      for (const connections of clientCounts) {
        await post(server, 'Appointment', { ...booking, connections });
        // What the last clients did not wait for is committed all the same.
        await sleep(500);
        recordings.push(recorder.take());
      }
      return recordings;
    });
  } finally {
    await recorder.close();
  }
}

/** What the bare driver needs for one booking, in milliseconds. */
interface Sum {
  readonly writesMs: number;
  readonly readsMs: number;
  /** Commands. */
  readonly writes: number;
  readonly reads: number;
}

async function repeatAll(uri: string, recordings: readonly Document[][]): Promise<Sum[]> {
  const client = await new MongoClient(uri).connect();
  try {
    const sums: Sum[] = [];
    for (const commands of recordings) sums.push(await repeat(client.db(), commands));
    return sums;
  } finally {
    await client.close();
  }
}

async function repeat(database: Db, commands: readonly Document[]): Promise<Sum> {
  const spent = { writes: 0, reads: 0 };
  for (const command of commands) {
    const begun = performance.now();
    await database.command(command);
    spent[isWrite(command) ? 'writes' : 'reads'] += performance.now() - begun;
  }
  const writes = commands.filter(isWrite).length;
  const bookings = bookingsIn(commands);
  return {
    writesMs: spent.writes / bookings,
    readsMs: spent.reads / bookings,
    writes: writes / bookings,
    reads: (commands.length - writes) / bookings,
  };
}

/** Each booking claims its slot. */
const bookingsIn = (commands: readonly Document[]): number =>
  commands
    .filter(({ insert }) => insert === 'claims')
    .reduce((sum, { documents }) => sum + (documents as Document[]).length, 0);

/** Throws when the bare driver did not bring its database to where ours is: it then wrote something else. */
async function demandSameNumber(...uris: readonly string[]): Promise<void> {
  const numbers = await Promise.all(uris.map(lastNumber));
  if (new Set(numbers).size > 1) throw new Error(`the same writes led to ${numbers.join(' and ')}`);
}

async function lastNumber(uri: string): Promise<number> {
  const client = await new MongoClient(uri).connect();
  try {
    return (await client.db().collection('state').findOne())!.seq as number;
  } finally {
    await client.close();
  }
}

function toFigures(clients: number, load: Load, { writesMs, readsMs, writes, reads }: Sum): Figure[] {
  const title = `bookings, ${clients} client${clients > 1 ? 's' : ''}`;
  const value = 1000 / requestsPerSecond(load);
  const beside = (name: string, sum: number, target?: Target) =>
    toFigure({ name: `${title}: time of one`, value, unit: 'ms', reference: { name, value: sum }, target });
  return [
    beside('bare driver, writes', writesMs, { of: 'ratio', bound: 'at most', limit: 2 }),
    beside('bare driver, reads too', writesMs + readsMs),
    toFigure({ name: `${title}: requests a second`, value: requestsPerSecond(load), unit: 'bookings/s' }),
    toFigure({ name: `${title}: p99`, value: percentile(load, 0.99), unit: 'ms' }),
    toFigure({ name: `${title}: writes to the database`, value: writes, unit: 'for each' }),
    toFigure({ name: `${title}: reads from it`, value: reads, unit: 'for each' }),
  ];
}
