/** What SQLite's result codes mean to who must act on them. https://www.sqlite.org/rescode.html */
import type { OutcomeError } from '../../fhir/outcome.ts';
import { closed, diskFull, type StoreError, toStoreOutcome } from '../store-error.ts';

const readOnly: StoreError = {
  code: 'no-store',
  reason: 'it may only be read: check the rights on it and on its folder',
};
const noFolder: StoreError = { code: 'no-store', reason: 'what should be its folder is a file' };
const full = diskFull('the disk is full');

const byResultCode: Readonly<Record<number, StoreError>> = {
  5: { code: 'lock-error', reason: 'another program keeps it locked' },
  6: { code: 'lock-error', reason: 'another program keeps it locked' },
  8: readOnly,
  10: { code: 'transient', reason: 'the disk answered with an error' },
  11: { code: 'no-store', reason: 'the file is damaged: restore a backup' },
  13: full,
  14: { code: 'no-store', reason: 'it cannot be opened or created: check its folder and the rights on it' },
  26: { code: 'no-store', reason: 'the file is no SQLite database, or it is damaged: restore a backup' },
};

/** What Node's own codes mean: those of the file system, and that of a database that was closed. */
const byErrorCode: Readonly<Record<string, StoreError>> = {
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  EEXIST: noFolder,
  ENOTDIR: noFolder,
  ENOSPC: full,
  ERR_INVALID_STATE: closed,
};

/** The meaning of an error thrown by SQLite or by Node's file system; undefined when it is another, or a bug of ours. */
export function toStoreError(error: unknown): StoreError | undefined {
  const { errcode, code } = (error ?? {}) as { errcode?: unknown; code?: unknown };
  if (typeof errcode === 'number') return byResultCode[errcode & 0xff];
  return typeof code === 'string' && Object.hasOwn(byErrorCode, code) ? byErrorCode[code] : undefined;
}

/** Whether another connection keeps what is asked for: it may be free soon. */
export const isBusy = (error: unknown): boolean =>
  ((error as { errcode?: number } | undefined)?.errcode ?? 0) % 256 === 5;

/** What a call gets after the store was closed. */
export const storeClosed = (): OutcomeError => toStoreOutcome(closed);

/** Does some work on the database; what is the store's fault and not the caller's becomes an OutcomeError. */
export function translatingErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asOutcome(error);
  }
}

/** The error itself, or the OutcomeError that tells the store's trouble. */
export function asOutcome(error: unknown): unknown {
  const known = toStoreError(error);
  return known ? toStoreOutcome(known) : error;
}
