/** What a store's trouble is told as, whichever store it is: each knows what its own errors mean. */
import { type IssueCode, issue, OutcomeError, ownStatuses } from '../fhir/outcome.ts';

export interface StoreError {
  readonly code: IssueCode;
  /** The end of a sentence. Never the words of a driver: they may hold addresses and users. */
  readonly reason: string;
  /** Where HTTP has a status for just that. */
  readonly status?: number;
}

export const closed: StoreError = { code: 'transient', reason: 'it was closed' };

/** `reason`: which disk. */
export const diskFull = (reason: string): StoreError => ({ ...ownStatuses['disk-full'], reason });

/** The refusal of the call that met it. What passes by itself says when to come back. */
export function toStoreOutcome({ code, reason, status }: StoreError): OutcomeError {
  const headers = code === 'no-store' ? {} : { 'Retry-After': '1' };
  return new OutcomeError(issue(code, `The store cannot do this now: ${reason}`), status, headers);
}
