/** What an answer means for the message: one table of statuses. https://hl7.org/fhir/R4/http.html */
import type { DeliveryFailure, Settlement } from '../store/outbox.ts';
import { toDelayMs } from './back-off.ts';
import type { HttpAnswer, NoAnswer } from './http-client.ts';

export interface Attempt {
  /** 1 for the first. */
  readonly attempt: number;
  /** When the answer came, milliseconds since 1970. */
  readonly now: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Refusals that say nothing of the message: later it may well be taken. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Delivered: any 2xx. Parked: a 4xx, for the same message would be refused again. All else is tried again: no answer,
 * 5xx, 408, 425, 429, and redirections, which a wrong address gives and an operator mends.
 */
export function judgeAnswer(answer: HttpAnswer | NoAnswer, { attempt, now, random }: Attempt): Settlement {
  if ('reason' in answer) {
    // Given up by this server, which stops: the next one need not wait.
    if (answer.isAborted) return { kind: 'retry', at: now };
    return { kind: 'retry', at: now + toDelayMs({ attempt, random }), failure: { at: now, reason: answer.reason } };
  }
  const { status, retryAfter, body } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const failure: DeliveryFailure = { at: now, reason: `HTTP ${status}`, ...(body === '' ? {} : { answer: body }) };
  if (status >= 400 && status < 500 && !passing.has(status)) return { kind: 'parked', failure };
  return {
    kind: 'retry',
    at: now + toDelayMs({ attempt, random, askedMs: parseRetryAfter(retryAfter, now) }),
    failure,
  };
}

/** Milliseconds from `now`; undefined when the header is absent or says nothing. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return ms > 0 ? ms : undefined;
}
