/** What the driver's errors mean to who must act on them. https://www.mongodb.com/docs/manual/reference/error-codes/ */
import { MongoBulkWriteError, MongoError, MongoServerError, MongoWriteConcernError } from 'mongodb';
import type { OutcomeError } from '../../fhir/outcome.ts';
import { closed, diskFull, type StoreError, toStoreOutcome } from '../store-error.ts';

const byServerCode: Readonly<Record<number, StoreError>> = {
  13: { code: 'no-store', reason: 'its user may not do that' },
  18: { code: 'no-store', reason: 'it does not know the user or the password' },
  50: { code: 'transient', reason: 'the database took too long' },
  14031: diskFull('the disk of the database is full'),
};

const cut: StoreError = { code: 'transient', reason: 'the connection to the database was cut' };

const byName: Readonly<Record<string, StoreError>> = {
  MongoServerSelectionError: { code: 'transient', reason: 'no database server answers' },
  MongoNetworkTimeoutError: { code: 'transient', reason: 'the database does not answer' },
  MongoNetworkError: cut,
  MongoWaitQueueTimeoutError: { code: 'transient', reason: 'all connections to the database are busy' },
  MongoPoolClearedError: cut,
  PoolClearedOnNetworkError: cut,
  MongoServerClosedError: cut,
  MongoStalePrimaryError: cut,
  MongoPoolClosedError: closed,
  MongoNotConnectedError: closed,
  MongoTopologyClosedError: closed,
  MongoClientClosedError: closed,
};

const otherError = (code: unknown): StoreError => ({
  code: 'transient',
  reason: `the database answered with error ${Number(code)}`,
});

/** The meaning of an error of the driver or the server; undefined when it is another, or a bug of ours. */
export function toStoreError(error: unknown): StoreError | undefined {
  if (!(error instanceof MongoError)) return undefined;
  const known = byName[error.name];
  if (known) return known;
  if (!(error instanceof MongoServerError)) return undefined;
  // A bulk hides the error that cut it short: it then has no code.
  if (error.code === undefined) return cut;
  return byServerCode[Number(error.code)] ?? otherError(error.code);
}

/**
 * The server steps down, is stopped or was interrupted, a majority did not confirm in time, a query was ended with its
 * cursor or index (43, 175, 237), or a router does not reach a shard or its primary (133, 202).
 */
const passingCodes: ReadonlySet<unknown> = new Set([
  6, 7, 43, 50, 64, 89, 91, 112, 133, 134, 175, 189, 202, 237, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/** Whether the same may succeed when it is tried again soon: the server was not reached, or it changes its primary. */
export function isPassing(error: unknown): boolean {
  if (error instanceof MongoWriteConcernError) return true;
  // What a bulk found there already gives it its code, whatever else: it may not be on the disks of a majority yet.
  if (error instanceof MongoBulkWriteError && error.result.getWriteConcernError()) return true;
  if (error instanceof MongoServerError) return error.code === undefined || passingCodes.has(error.code);
  return error instanceof MongoError && byName[error.name] !== undefined && byName[error.name] !== closed;
}

/** What a call gets after the store was closed. */
export const storeClosed = (): OutcomeError => toStoreOutcome(closed);

/** What a call gets whose time is over; whether a write was carried out is then not known. */
export const storeTooSlow = (): OutcomeError =>
  toStoreOutcome({ code: 'transient', reason: 'the database did not answer in time' });

/** What every call gets where the base that this server was started on is no longer there. */
export const storeReplaced = (): OutcomeError =>
  toStoreOutcome({
    code: 'transient',
    reason: 'the database was emptied or put back to an older state while this server ran; start the server again',
  });

/** The error itself, or the OutcomeError that tells the store's trouble. */
export function asOutcome(error: unknown): unknown {
  const known = toStoreError(error);
  return known ? toStoreOutcome(known) : error;
}

const duplicateKey = 11000;

/** Whether another document has the `_id`, or the value of a unique index. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof MongoServerError && !(error instanceof MongoBulkWriteError) && error.code === duplicateKey;

/** Whether all that a bulk of inserts lacks is there already. One that was cut short has no errors of single documents. */
export function isOnlyDuplicates(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) return false;
  const errors = [error.writeErrors].flat();
  return errors.length > 0 && errors.every(({ code }) => code === duplicateKey);
}
