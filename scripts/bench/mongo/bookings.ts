/**
 * Bookings on MongoDB beside the bare driver. What our server says to its database while it books is recorded, and said
 * again by the bare driver to a database that holds the same.
 *
 * Alone, a booking is a commit of six writes. Many at a time share the six, so "the same writes" of 50 clients are three things,
 * and all are shown: the commands that our server sent, shared as it shares them, which is the least that a database can be
 * asked for; the same from a bare server, which takes a request of the same 50 clients for each booking; and six writes for each
 * booking, 50 bookings at a time, which is what they cost who does not share.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Document, MongoClient } from 'mongodb';
import type { Child } from '../../child.ts';
import { appointmentBodies } from '../bookings.ts';
import { type Figure, type Target, toFigure } from '../figure.ts';
import { type Load, percentile, requestsPerSecond, runLoad } from '../load.ts';
import { post } from '../post.ts';
import { startServer } from '../servers.ts';
import { type BareBooking, repeatAtOnce, repeatInOrder, startBareServer } from './bare-bookings.ts';
import type { BenchMongo, MongoBase } from './bench-mongo.ts';
import type { MongoOptions } from './mongo-options.ts';
import { isWrite, startRecorder } from './recorder.ts';

const many = 50;

/** Turns of ours and of the bare driver, by their clients, in the order in which their bookings build on each other. */
const turns: readonly number[] = [1, 1, 1, many, many, many];

/** Enough to book for as long as it is measured. */
const slots = 80_000;

/**
 * How many loads warm our server up. One that has just started is still being compiled: after some 25,000 bookings it needs
 * little more than half the processor time for each that it needs after 2,000.
 */
const warmingLoads = 8;

export async function measureMongoBookings({ loadSeconds, inform, mongo }: MongoOptions): Promise<Figure[]> {
  const newBase = () => mongo.newBase(slots);
  const [ours, theirs, served, apart] = [await newBase(), await newBase(), await newBase(), await newBase()];
  for (const base of [theirs, served, apart]) await passFor(ours, base);
  const bodies = appointmentBodies(ours.shape);
  inform('bookings, as they are recorded');
  const { settle } = mongo;
  const recordings = await recordAll(ours, { bodies, seconds: loadSeconds / 2, settle });
  inform('bookings');
  const measured = await measureInTurns({ ours, theirs, recordings }, { bodies, seconds: loadSeconds, settle });
  await demandSameNumber(theirs, recordings.lastNumber);
  inform('bookings of the bare server');
  const uris = [served.uri, mongo.newUri()] as const;
  const bareLoads = await measureBareServer(uris, recordings, { bodies, seconds: loadSeconds, settle });
  await settle();
  const atOnce = await onDatabase(apart, (database) => repeatAtOnce(database, recordings.turns[0]!, many));
  const time = least(measured.slice(3).map(({ load }) => timeOf(load)));
  return [
    ...toFigures(1, measured.slice(0, 3)),
    ...toFigures(many, measured.slice(3)),
    beside(many, time, { name: 'bare server, writes', value: least(bareLoads.map(timeOf)) }, atMostTwice),
    beside(many, time, { name: 'bare driver, six writes each', value: atOnce }, atMostTwice),
  ];
}

/** Gives a base the id of another: what our server says to its database is of that base alone. */
async function passFor(other: MongoBase, base: MongoBase): Promise<void> {
  const state = await onDatabase(other, (database) => database.collection('state').findOne());
  await onDatabase(base, (database) => database.collection('state').updateOne({}, { $set: { base: state!.base } }));
}

interface Booking {
  readonly bodies: Iterator<string>;
  readonly seconds: number;
}

/** Bookings that are compared with others. */
interface Measuring extends Booking, Pick<BenchMongo, 'settle'> {}

async function onServer<T>(uri: string, work: (server: Child) => Promise<T>): Promise<T> {
  const server = await startServer({ MONGODB_URI: uri });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function onDatabase<T>(
  { uri }: Pick<MongoBase, 'uri'>,
  work: (database: ReturnType<MongoClient['db']>) => Promise<T>,
) {
  const client = await new MongoClient(uri).connect();
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}

interface Recordings {
  /** Before all turns: until programs are warm. */
  readonly warmUp: readonly Document[];
  readonly turns: readonly (readonly Document[])[];
  /** Of the writes, once all are carried out. */
  readonly lastNumber: number;
}

/** The commands of each turn: they build on those before. */
async function recordAll(base: MongoBase, { settle, ...booking }: Measuring): Promise<Recordings> {
  const recorder = await startRecorder(base.uri);
  try {
    const [warmUp, ...recorded] = await onServer(recorder.uri, async (server) => {
      const recordings: Document[][] = [];
      recorder.take();
      for (const connections of [many, ...turns]) {
        await post(server, 'Appointment', { ...booking, connections });
        // What the last clients did not wait for is committed all the same.
        await settle();
        await sleep(500);
        recordings.push(recorder.take());
      }
      return recordings;
    });
    return { warmUp: warmUp!, turns: recorded, lastNumber: await lastNumberOf(base) };
  } finally {
    await recorder.close();
  }
}

interface Sides {
  readonly ours: MongoBase;
  readonly theirs: MongoBase;
  readonly recordings: Recordings;
}

/** What came of a turn of our server, and of the bare driver in its turn. */
interface Turn {
  readonly load: Load;
  /** Processor time of our server for one booking, milliseconds. */
  readonly cpuMs: number;
  readonly bare: BareBooking;
}

/** Ours and the bare driver in turns, after a load of each that only warms up. */
const measureInTurns = ({ ours, theirs, recordings }: Sides, { settle, ...booking }: Measuring): Promise<Turn[]> =>
  onServer(ours.uri, (server) =>
    onDatabase(theirs, async (database) => {
      await post(server, 'Appointment', { ...booking, seconds: booking.seconds * warmingLoads, connections: many });
      await repeatInOrder(database, recordings.warmUp);
      const measured: Turn[] = [];
      for (const [index, connections] of turns.entries()) {
        await settle();
        const before = server.cpuMs();
        const load = await post(server, 'Appointment', { ...booking, connections });
        const cpuMs = (server.cpuMs() - before) / load.latencies.length;
        await settle();
        measured.push({ load, cpuMs, bare: await repeatInOrder(database, recordings.turns[index]!) });
      }
      return measured;
    }),
  );

/** Three turns of the bare server, a tenth of ours: it has the commands that were recorded, and uses them up far sooner. */
async function measureBareServer(
  uris: readonly [string, string],
  { warmUp, turns: recorded }: Recordings,
  measuring: Measuring,
) {
  const { settle, ...booking } = measuring;
  const alone = recorded.filter((_, index) => turns[index] === 1);
  await onDatabase({ uri: uris[0] }, (database) => repeatInOrder(database, [...warmUp, ...alone.flat()]));
  const shared = recorded.slice(alone.length).flat();
  const server = await startBareServer(uris, shared.filter(isWrite));
  try {
    await runLoad({ fhirBase: server.fhirBase, paths: [''], connections: many, seconds: booking.seconds });
    const loads: Load[] = [];
    for (let turn = 0; turn < 3; turn++) {
      await settle();
      loads.push(await post(server, 'Appointment', { ...booking, seconds: booking.seconds / 10, connections: many }));
    }
    return loads;
  } finally {
    await server.stop();
  }
}

const lastNumberOf = (base: MongoBase): Promise<number> =>
  onDatabase(base, async (database) => (await database.collection('state').findOne())!.seq as number);

/** Throws when the bare driver did not bring its database to where ours was: it then wrote something else. */
async function demandSameNumber(theirs: MongoBase, lastNumber: number): Promise<void> {
  const found = await lastNumberOf(theirs);
  if (found !== lastNumber) throw new Error(`the same writes led to ${lastNumber} and ${found}`);
}

/** Milliseconds of one booking. */
const timeOf = (load: Load): number => 1000 / requestsPerSecond(load);

/** Of three turns, on either side, the one in which the machine did least else: that only ever makes a turn slower. */
const least = (values: readonly number[]): number => Math.min(...values);

const atMostTwice: Target = { of: 'ratio', bound: 'at most', limit: 2 };

const titleOf = (clients: number): string => `bookings, ${clients} client${clients > 1 ? 's' : ''}`;

const beside = (clients: number, value: number, reference: { name: string; value: number }, target?: Target): Figure =>
  toFigure({ name: `${titleOf(clients)}: time of one`, value, unit: 'ms', reference, target });

function toFigures(clients: number, measured: readonly Turn[]): Figure[] {
  const time = least(measured.map(({ load }) => timeOf(load)));
  const of = (value: (bare: BareBooking) => number): number => least(measured.map(({ bare }) => value(bare)));
  const figure = (name: string, value: number, unit: string) =>
    toFigure({ name: `${titleOf(clients)}: ${name}`, value, unit });
  return [
    beside(clients, time, { name: 'bare driver, writes', value: of(({ writesMs }) => writesMs) }, atMostTwice),
    beside(clients, time, { name: 'bare driver, reads too', value: of(({ writesMs, readsMs }) => writesMs + readsMs) }),
    figure('requests a second', 1000 / time, 'bookings/s'),
    figure('p99', least(measured.map(({ load }) => percentile(load, 0.99))), 'ms'),
    figure('processor of the server', least(measured.map(({ cpuMs }) => cpuMs)), 'ms'),
    figure(
      'writes to the database',
      of(({ writes }) => writes),
      'for each',
    ),
    figure(
      'reads from it',
      of(({ reads }) => reads),
      'for each',
    ),
  ];
}
