/** Turns whatever was thrown into an answer: the one translator from errors to HTTP. */
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { internalError, OutcomeError, refuse } from '../fhir/outcome.ts';
import type { Logger } from '../log.ts';
import { sendFhirAnswer, toOutcomeAnswer } from './fhir-answer.ts';

/** Refuses (404) what no route before it has answered. */
export const unknownPath: RequestHandler = (request) => {
  refuse('not-found', `Nothing is served at ${request.path.slice(0, 200)}`);
};

/**
 * An OutcomeError is sent as it is. Anything else is a bug: 500 with an outcome that tells the request id and nothing
 * more, and a log line with the stack. An answer that had begun is cut off, so that it cannot pass for a whole one.
 */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const { requestId } = response.locals;
    const refusal = error instanceof OutcomeError ? error : internalError(requestId);
    if (refusal.status >= 500) logger.error({ requestId, err: error }, 'request failed');
    response.locals.issueCode = refusal.issues[0]?.code;
    if (response.headersSent || request.socket.destroyed) {
      response.destroy();
      return;
    }
    const answer = toOutcomeAnswer(refusal.status, refusal.outcome, refusal.headers);
    sendFhirAnswer(response, answer, request.method === 'HEAD');
  };
}
