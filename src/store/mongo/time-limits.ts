/** How long things may take. The driver's own `timeoutMS` has no effect in 7.9: every limit is set by itself. */
import { asOutcome, storeTooSlow } from './mongo-error.ts';

/** For one read or write, told to the server: its own answer is better than a connection cut for its silence. */
export const maxTimeMS = 4500;

/** For one call of the store, whatever it is made of, in milliseconds. The platform gives a search up after 7 s. */
export const callLimitMs = 6000;

/** For the commit of a unit of work, in milliseconds, when the store is not told another. */
export const commitLimitMs = 12_000;

/** Limits of the driver; a URI that names its own keeps them. */
export interface DriverLimits {
  readonly serverSelectionTimeoutMS: number;
  readonly connectTimeoutMS: number;
  readonly socketTimeoutMS: number;
  readonly waitQueueTimeoutMS: number;
  readonly maxPoolSize: number;
}

export const driverLimits: DriverLimits = {
  serverSelectionTimeoutMS: 4000,
  connectTimeoutMS: 4000,
  socketTimeoutMS: 5000,
  waitQueueTimeoutMS: 4000,
  maxPoolSize: 50,
};

/** For who goes through the whole database: counting it, or making an index of it, takes more than a request may. */
export const patientDriverLimits: DriverLimits = { ...driverLimits, socketTimeoutMS: 600_000 };

/** Does some work of one call; throws an OutcomeError when the database fails or the time is over. */
export type RunInTime = <T>(work: () => Promise<T>) => Promise<T>;

/** Work that is given up after `limitMs`: its result is then nobody's. */
export async function withinTime<T>(limitMs: number, work: () => Promise<T>): Promise<T> {
  const { promise: isOver, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(storeTooSlow()), limitMs);
  try {
    return await Promise.race([work(), isOver]);
  } catch (error) {
    throw asOutcome(error);
  } finally {
    clearTimeout(timer);
  }
}
