import type { HttpAnswer, NoAnswer } from '../../../src/declaration/http-client.ts';
import { judgeAnswer, parseRetryAfter } from '../../../src/declaration/judge-answer.ts';

const now = Date.parse('2026-11-23T08:00:00Z');
const judge = (answer: HttpAnswer | NoAnswer, attempt = 1) => judgeAnswer(answer, { attempt, now, random: () => 1 });
const http = (status: number, more: Partial<HttpAnswer> = {}): HttpAnswer => ({ status, body: '', ...more });

describe('an answer', () => {
  it.each([200, 201, 202, 204])('of %i means delivered', (status) => {
    expect(judge(http(status))).toEqual({ kind: 'delivered' });
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 301, 307, 304])('of %i is tried again', (status) => {
    expect(judge(http(status), 3)).toEqual({
      kind: 'retry',
      at: now + 4000,
      failure: { at: now, reason: `HTTP ${status}` },
    });
  });

  it.each([400, 401, 403, 404, 409, 410, 412, 413, 422, 451])('of %i is parked with what was said', (status) => {
    expect(judge(http(status, { body: '{"resourceType":"OperationOutcome"}' }))).toEqual({
      kind: 'parked',
      failure: { at: now, reason: `HTTP ${status}`, answer: '{"resourceType":"OperationOutcome"}' },
    });
  });

  it('that never came is tried again', () => {
    expect(judge({ reason: 'ECONNREFUSED', isAborted: false }, 2)).toEqual({
      kind: 'retry',
      at: now + 2000,
      failure: { at: now, reason: 'ECONNREFUSED' },
    });
  });

  it('that this server gave up to stop is tried again at once, and is nobody’s failure', () => {
    expect(judge({ reason: 'AbortError', isAborted: true }, 9)).toEqual({ kind: 'retry', at: now });
  });

  it('that asks for time gets it', () => {
    expect(judge(http(503, { retryAfter: '120' }))).toMatchObject({ at: now + 120_000 });
    expect(judge(http(429, { retryAfter: 'Mon, 23 Nov 2026 08:10:00 GMT' }))).toMatchObject({ at: now + 600_000 });
  });
});

describe('Retry-After', () => {
  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['zero', '0'],
    ['past', 'Mon, 23 Nov 2026 07:00:00 GMT'],
    ['negative', '-5'],
    ['no date', 'soon'],
  ])('that is %s asks for nothing', (_, text) => {
    expect(parseRetryAfter(text, now)).toBeUndefined();
  });
});
