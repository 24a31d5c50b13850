/** What the bare driver needs to say the same to a database as our server was recorded to say while it booked. */
import { join } from 'node:path';
import type { Db, Document } from 'mongodb';
import type { Child } from '../../child.ts';
import { startBeside } from '../servers.ts';
import { bookingsIn, byCommit, toCommandFile } from './recorded-commands.ts';
import { isWrite } from './recorder.ts';

/** What the bare driver needed for one booking. */
export interface BareBooking {
  readonly writesMs: number;
  readonly readsMs: number;
  /** Commands. */
  readonly writes: number;
  readonly reads: number;
}

/** Sends all commands one after the other, as they were recorded: writes that bookings shared are shared here too. */
export async function repeatInOrder(database: Db, commands: readonly Document[]): Promise<BareBooking> {
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

/**
 * Sends the writes of bookings that were made one by one, those of one booking one after the other, of `clients` bookings at
 * the same time. Milliseconds for a booking. The state stays as it is, for each finds another than it was when recorded: that
 * write is quicker here than it was.
 */
export async function repeatAtOnce(database: Db, commands: readonly Document[], clients: number): Promise<number> {
  const bookings = byCommit(commands.filter(isWrite));
  const left = bookings.values();
  const client = async () => {
    for (const writes of left) for (const write of writes) await database.command(write);
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  return (performance.now() - begun) / bookings.length;
}

/**
 * A server that sends these writes to a database, as many requests sharing a commit as did when they were recorded; to another,
 * that is empty, it has sent them already.
 */
export const startBareServer = (uris: readonly [string, string], writes: readonly Document[]): Promise<Child> =>
  startBeside(join(import.meta.dirname, 'bare-booking-server.ts'), { content: toCommandFile(writes), uris });
